"""The program's version: one literal, so that packaging reads it without importing anything."""

VERSION = "0.1.0"
