/* Which version of the functions this is. */

#include "crosscut.h"

/* Raise it, and ABI in crosscut/accelerator/__init__.py, whenever a function takes or gives something else. */
EXPORT int32_t crosscut_abi(void)
{
    return 3;
}

/* What it was built of, so that build.py sees whether it has to be built again. */
EXPORT const char *crosscut_sources(void)
{
    return SOURCES;
}
