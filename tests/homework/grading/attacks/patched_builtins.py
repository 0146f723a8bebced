"""Built-in functions and the import are replaced."""

import builtins
import sys

builtins.isinstance = lambda *a: True
builtins.all = builtins.any = lambda *a: True
builtins.abs = builtins.len = lambda *a: 0
builtins.__import__ = lambda *a, **k: sys
sys.meta_path.insert(0, type("Finder", (), {"find_spec": staticmethod(lambda *a: None)}))
sys.path_hooks.clear()
sys.path_importer_cache.clear()
sys.modules.clear()
