CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY, name TEXT, description TEXT, user_set_name BOOLEAN, working_dir TEXT,
  created_at TIMESTAMP, updated_at TIMESTAMP, accumulated_input_tokens INTEGER,
  accumulated_output_tokens INTEGER, accumulated_cost REAL, provider_name TEXT,
  model_config_json TEXT, parent_session_id TEXT);
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, role TEXT, content_json TEXT,
  created_timestamp INTEGER, metadata_json TEXT);
