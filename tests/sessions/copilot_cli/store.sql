CREATE TABLE sessions (
    id TEXT PRIMARY KEY, cwd TEXT, repository TEXT, branch TEXT, summary TEXT, created_at TEXT
);
CREATE TABLE assistant_usage_events (
    id INTEGER PRIMARY KEY, session_id TEXT NOT NULL, turn_index INTEGER, agent_id TEXT,
    parent_tool_call_id TEXT, model TEXT NOT NULL, copilot_usage_model TEXT, input_tokens INTEGER,
    output_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER,
    reasoning_tokens INTEGER, total_nano_aiu INTEGER, duration_ms REAL,
    time_to_first_token_ms REAL, created_at TEXT
);
INSERT INTO sessions VALUES
    ('c0b11000-0000-4000-8000-000000000001', '/home/dev/shop', 'dev/shop', 'main', 'Fix the login',
     '2026-06-02 08:00:00');
INSERT INTO assistant_usage_events VALUES
    (1, 'c0b11000-0000-4000-8000-000000000001', 0, NULL, NULL, 'gpt-5.4-mini', NULL,
     700, 60, 400, 100, 20, 25000, 2000.4, 500.0, '2026-06-02 08:00:05'),
    (2, 'c0b11000-0000-4000-8000-000000000001', 0, 'review', 'call_1', 'auto', 'claude-opus-4.8',
     500, 50, 0, 0, 0, NULL, NULL, NULL, '2026-06-02 08:00:08'),
    (3, 'c0b11000-0000-4000-8000-000000000002', 0, NULL, NULL, 'gpt-5.4-mini', NULL,
     NULL, 7, -1, NULL, NULL, 0, 900, 80, '2026-06-02T09:00:00.250Z');
