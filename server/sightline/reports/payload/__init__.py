"""The forms of all answers: frozen, camelCase on the wire, each number with its label.

TypeScript types are generated from these classes. Durations are integer milliseconds, money is
USD with at most nine decimals, instants are ISO 8601 UTC, days `YYYY-MM-DD` in the scope's zone.
None is unknown.
"""
