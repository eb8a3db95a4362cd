"""`python -m django_pro`."""

from __future__ import annotations

import sys

from django_pro.cli.main import main

sys.exit(main())
