"""Tests of Ombud: through HTTP where they can, with one standing company as the cast."""
