"""The layouts of the Radium documents, to the character."""

from __future__ import annotations

SESSION = """\
Interaction Summary
Session ID:                 3c6ddcd3-85b6-48f1-88e1-f428ca458337
Tool Calls:                 231 ( ✓ 214 x 17 )
Success Rate:               92.6%
Code Changes:               +505 -208

Performance
Wall Time:                  4h 9m 54s
Agent Active:               2h 53m 17s
  » API Time:               1h 9m 42s (40.2%)
  » Tool Time:              1h 43m 35s (59.8%)

Model Usage                  Reqs   Input Tokens  Output Tokens
───────────────────────────────────────────────────────────────
gemini-2.5-flash-lite          28         60,389          2,422
gemini-3-pro-preview          168     31,056,954         44,268
"""

MODEL = """\
Aggregated Model Usage (All Sessions)

Model                          Requests  Input Tokens  Output Tokens  Cached Tokens  Cost
────────────────────────────────────────────────────────────────────────────────────────────
gemini-3-pro-preview                168     31,056,954         44,268         12,000  $0.1250
gemini-2.5-flash-lite                28         60,389          2,422          5,000  $0.0025
────────────────────────────────────────────────────────────────────────────────────────────
TOTAL                               196     31,117,343         46,690         17,000  $0.1275
"""

COMPARE = """\
Session Comparison
═══════════════════

Session A: 3c6ddcd3-85b6-48f1-88e1-f428ca458337
Session B: a1b2c3d4-e5f6-7890-abcd-ef1234567890

Token Usage
───────────
  Session A: 50000 input, 2000 output (total: 52000)
  Session B: 45000 input, 1800 output (total: 46800)
  Delta: -5200 (-10.0%)

Cost
────
  Session A: $0.1250
  Session B: $0.1100
  Delta: -0.0150 (-12.0%)

Performance
───────────
  Wall Time: -1h 54m (-46.2%)
  Agent Active: -1h 20m (-44.4%)

Tool Calls
──────────
  Session A: 231
  Session B: 145
  Delta: -86 (-37.2%)
  Success Rate: 92.6% → 95.2% (+2.6%)

Code Changes
────────────
  Session A: +505 -208
  Session B: +320 -150
  Delta: -185 / -58
"""
