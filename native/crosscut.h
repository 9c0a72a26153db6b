/* What all of the accelerator's sources share. No libc: one file for every Linux, and nothing to link. */

#ifndef CROSSCUT_H
#define CROSSCUT_H

#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

#endif
