"""The AWS side of Crosscut as CDK constructs; `stack.py` is the picture."""
