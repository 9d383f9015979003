CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE alert_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	monitor_id CHAR(32), 
	run_id CHAR(32), 
	rule VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	severity VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	assignee_id CHAR(32), 
	opened_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	times INTEGER NOT NULL, 
	acknowledged_at DATETIME, 
	acknowledged_by CHAR(32), 
	snoozed_until DATETIME, 
	snoozed_by CHAR(32), 
	escalated_by CHAR(32), 
	comment TEXT NOT NULL, 
	comments INTEGER NOT NULL, 
	resolved_at DATETIME, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_alert_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_alert_history_until ON alert_history (recorded_until);

CREATE TABLE allowed_transition (
	thing VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	CONSTRAINT pk_allowed_transition PRIMARY KEY (thing, source, target, role)
);

CREATE TABLE allowed_write (
	table_name VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	CONSTRAINT pk_allowed_write PRIMARY KEY (table_name, action, role)
);

CREATE TABLE audit_event (
	id INTEGER NOT NULL, 
	txid BIGINT NOT NULL, 
	at DATETIME NOT NULL, 
	actor_id CHAR(32) NOT NULL, 
	tag VARCHAR NOT NULL, 
	object_type VARCHAR NOT NULL, 
	object_id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	model_id CHAR(32), 
	version_id CHAR(32), 
	facts JSON NOT NULL, 
	CONSTRAINT pk_audit_event PRIMARY KEY (id)
);

CREATE INDEX ix_audit_event_act ON audit_event (actor_id, at) WHERE tag IN ('case.commented', 'evidence.opened', 'list.exported', 'proof.exported', 'room.exported', 'tags.merged', 'trail.verified', 'voters.reminded');

CREATE INDEX ix_audit_event_at ON audit_event (at, id);

CREATE INDEX ix_audit_event_model ON audit_event (model_id, id);

CREATE INDEX ix_audit_event_object ON audit_event (object_id, id);

CREATE INDEX ix_audit_event_txid ON audit_event (txid, id);

CREATE TABLE audit_text (
	event_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_audit_text PRIMARY KEY (event_id, name)
);

CREATE TABLE blob (
	sha256 VARCHAR NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_blob PRIMARY KEY (sha256)
);

CREATE TABLE business_unit (
	"key" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	parent_id CHAR(32), 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_business_unit PRIMARY KEY (id), 
	CONSTRAINT fk_business_unit_parent_id FOREIGN KEY(parent_id) REFERENCES business_unit (id), 
	CONSTRAINT uq_business_unit_key UNIQUE ("key")
);

CREATE INDEX ix_business_unit_unit_id ON business_unit (unit_id);

CREATE TABLE business_unit_history (
	recorded_until DATETIME NOT NULL, 
	"key" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	parent_id CHAR(32), 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_business_unit_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_business_unit_history_until ON business_unit_history (recorded_until);

CREATE TABLE data_source_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	store VARCHAR NOT NULL, 
	pattern VARCHAR NOT NULL, 
	label_key VARCHAR NOT NULL, 
	label_delay_s INTEGER NOT NULL, 
	owner_id CHAR(32), 
	data_class VARCHAR NOT NULL, 
	purpose TEXT NOT NULL, 
	retention_days INTEGER NOT NULL, 
	encryption VARCHAR NOT NULL, 
	access TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_data_source_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_data_source_history_until ON data_source_history (recorded_until);

CREATE TABLE decision_table (
	"key" VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	dmn BLOB NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, reason TEXT, seen_sha256 VARCHAR, 
	CONSTRAINT pk_decision_table PRIMARY KEY (id), 
	CONSTRAINT uq_decision_table_unit_id_key_version UNIQUE (unit_id, "key", version)
);

CREATE INDEX ix_decision_table_unit_id ON decision_table (unit_id);

CREATE TABLE decision_table_history (
	recorded_until DATETIME NOT NULL, 
	"key" VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	dmn BLOB NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, reason TEXT, seen_sha256 VARCHAR, 
	CONSTRAINT pk_decision_table_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_decision_table_history_until ON decision_table_history (recorded_until);

CREATE TABLE deployment_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	runtime_id CHAR(32) NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	strategy VARCHAR NOT NULL, 
	traffic_share DOUBLE NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	placement_id CHAR(32) NOT NULL, 
	request_id CHAR(32), 
	instance_id CHAR(32), 
	replaces_id CHAR(32), 
	asked_id CHAR(32), 
	matched_tags JSON NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_deployment_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_deployment_history_until ON deployment_history (recorded_until);

CREATE TABLE engine_inbox (
	kind VARCHAR NOT NULL, 
	payload JSON NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	consumed_at DATETIME DEFAULT (NULL), 
	result VARCHAR DEFAULT ('') NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, document TEXT, signature TEXT, key_id CHAR(32), 
	CONSTRAINT pk_engine_inbox PRIMARY KEY (id)
);

CREATE INDEX ix_engine_inbox_asked ON engine_inbox (created_by) WHERE consumed_at IS NULL;

CREATE INDEX ix_engine_inbox_open ON engine_inbox (consumed_at, created_at);

CREATE INDEX ix_engine_inbox_unit_id ON engine_inbox (unit_id);

CREATE TABLE finding_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32), 
	kind VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	place VARCHAR NOT NULL, 
	fix VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	request_id CHAR(32), 
	review_roles JSON, 
	due_at DATETIME, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, document TEXT, signature TEXT, key_id CHAR(32), 
	CONSTRAINT pk_finding_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_finding_history_until ON finding_history (recorded_until);

CREATE TABLE life_cycle_binding_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	template_key VARCHAR NOT NULL, 
	parameters JSON NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_life_cycle_binding_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_life_cycle_binding_history_until ON life_cycle_binding_history (recorded_until);

CREATE TABLE life_cycle_template (
	"key" VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	process_id VARCHAR NOT NULL, 
	bpmn BLOB NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	parameters JSON NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, seen_sha256 VARCHAR, reason TEXT, 
	CONSTRAINT pk_life_cycle_template PRIMARY KEY (id), 
	CONSTRAINT uq_life_cycle_template_unit_id_key_version UNIQUE (unit_id, "key", version)
);

CREATE INDEX ix_life_cycle_template_unit_id ON life_cycle_template (unit_id);

CREATE TABLE life_cycle_template_history (
	recorded_until DATETIME NOT NULL, 
	"key" VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	process_id VARCHAR NOT NULL, 
	bpmn BLOB NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	parameters JSON NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, seen_sha256 VARCHAR, reason TEXT, 
	CONSTRAINT pk_life_cycle_template_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_life_cycle_template_history_until ON life_cycle_template_history (recorded_until);

CREATE TABLE membership_history (
	recorded_until DATETIME NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	role VARCHAR NOT NULL, 
	valid_from DATETIME NOT NULL, 
	valid_until DATETIME, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_membership_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_membership_history_until ON membership_history (recorded_until);

CREATE TABLE monitor_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	name VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	dimension VARCHAR NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	tests JSON NOT NULL, 
	data_source_id CHAR(32) NOT NULL, 
	decision_table_id CHAR(32), 
	cron VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	calendar VARCHAR NOT NULL, 
	misfire VARCHAR NOT NULL, 
	window_s INTEGER NOT NULL, 
	minimum_rows INTEGER NOT NULL, 
	is_paused BOOLEAN NOT NULL, 
	runbook TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_monitor_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_monitor_history_until ON monitor_history (recorded_until);

CREATE TABLE person_history (
	recorded_until DATETIME NOT NULL, 
	handle VARCHAR(80) NOT NULL, 
	full_name VARCHAR NOT NULL, 
	login VARCHAR, 
	kind VARCHAR NOT NULL, 
	closed_at DATETIME, 
	reason TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_person_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_person_history_until ON person_history (recorded_until);

CREATE INDEX ix_person_history_id ON person_history (id, recorded_until, recorded_from);

CREATE INDEX ix_person_history_by_handle ON person_history (handle, recorded_until, recorded_from);

CREATE INDEX ix_person_history_by_login ON person_history (login, recorded_until, recorded_from);

CREATE TABLE person (
	handle VARCHAR(80) NOT NULL, 
	full_name VARCHAR NOT NULL, 
	login VARCHAR, 
	kind VARCHAR NOT NULL, 
	closed_at DATETIME, 
	reason TEXT DEFAULT '' NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (id), 
	CONSTRAINT uq_person_handle UNIQUE (handle), 
	CONSTRAINT uq_person_login UNIQUE (login)
);

CREATE TABLE placement_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	stage_kind VARCHAR NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	request_id CHAR(32), 
	placed_from DATETIME, 
	placed_until DATETIME, 
	reason VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_placement_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_placement_history_until ON placement_history (recorded_until);

CREATE TABLE registered_model_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	framework VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	risk_tier VARCHAR NOT NULL, 
	service_tags JSON NOT NULL, 
	stage_path_id CHAR(32) NOT NULL, 
	search_text TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_registered_model_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_registered_model_history_until ON registered_model_history (recorded_until);

CREATE TABLE runtime (
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	stage_tags JSON NOT NULL, 
	service_tags JSON NOT NULL, 
	formats JSON NOT NULL, 
	capacity INTEGER NOT NULL, 
	secret_ref VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, document TEXT, signature TEXT, key_id CHAR(32), is_paused BOOLEAN DEFAULT false NOT NULL, pause_reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_runtime PRIMARY KEY (id), 
	CONSTRAINT uq_runtime_name UNIQUE (name)
);

CREATE INDEX ix_runtime_unit_id ON runtime (unit_id);

CREATE TABLE runtime_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	url VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	stage_tags JSON NOT NULL, 
	service_tags JSON NOT NULL, 
	formats JSON NOT NULL, 
	capacity INTEGER NOT NULL, 
	secret_ref VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, document TEXT, signature TEXT, key_id CHAR(32), is_paused BOOLEAN DEFAULT false NOT NULL, pause_reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_runtime_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_runtime_history_until ON runtime_history (recorded_until);

CREATE TABLE service_instance (
	name VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	pid INTEGER NOT NULL, 
	started_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	seen_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	stopped_at DATETIME, 
	steps_done INTEGER NOT NULL, held_by VARCHAR DEFAULT '' NOT NULL, held_since DATETIME, 
	CONSTRAINT pk_service_instance PRIMARY KEY (name)
);

CREATE TABLE stage_history (
	recorded_until DATETIME NOT NULL, 
	stage_path_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	is_protected BOOLEAN NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_stage_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_stage_history_until ON stage_history (recorded_until);

CREATE TABLE stage_path (
	name VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_stage_path PRIMARY KEY (id), 
	CONSTRAINT uq_stage_path_unit_id_name UNIQUE (unit_id, name)
);

CREATE INDEX ix_stage_path_unit_id ON stage_path (unit_id);

CREATE TABLE stage_path_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_stage_path_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_stage_path_history_until ON stage_path_history (recorded_until);

CREATE TABLE store (
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	description VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, is_paused BOOLEAN DEFAULT false NOT NULL, pause_reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_store PRIMARY KEY (id), 
	CONSTRAINT uq_store_name UNIQUE (name)
);

CREATE INDEX ix_store_unit_id ON store (unit_id);

CREATE TABLE store_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	description VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, is_paused BOOLEAN DEFAULT false NOT NULL, pause_reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_store_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_store_history_until ON store_history (recorded_until);

CREATE TABLE transition_request_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32), 
	from_stage VARCHAR NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	requested_by CHAR(32) NOT NULL, 
	requested_at DATETIME NOT NULL, 
	documents VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	evidence_digest VARCHAR NOT NULL, 
	is_ordered BOOLEAN NOT NULL, 
	risk_tier VARCHAR NOT NULL, 
	is_regulated BOOLEAN NOT NULL, 
	is_outgrown BOOLEAN NOT NULL, 
	route_table_id CHAR(32), 
	instance_id CHAR(32), 
	due_at DATETIME, 
	closed_at DATETIME, 
	is_emergency BOOLEAN NOT NULL, 
	review_roles JSON, 
	review_days INTEGER, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_transition_request_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_transition_request_history_until ON transition_request_history (recorded_until);

CREATE TABLE unit_ancestor (
	unit_id CHAR(32) NOT NULL, 
	ancestor_id CHAR(32) NOT NULL, 
	CONSTRAINT pk_unit_ancestor PRIMARY KEY (unit_id, ancestor_id)
);

CREATE INDEX ix_unit_ancestor_ancestor_id ON unit_ancestor (ancestor_id);

CREATE TABLE use_case_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	is_regulated BOOLEAN NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	description TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_use_case_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_use_case_history_until ON use_case_history (recorded_until);

CREATE TABLE waiver_history (
	recorded_until DATETIME NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	test VARCHAR NOT NULL, 
	feature VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	asked_by CHAR(32) NOT NULL, 
	granted_by CHAR(32), 
	state VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	task_id CHAR(32), 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, document TEXT, signature TEXT, key_id CHAR(32), remark TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_waiver_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_waiver_history_until ON waiver_history (recorded_until);

CREATE TABLE workspace (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	is_team BOOLEAN NOT NULL, 
	is_demo BOOLEAN NOT NULL, 
	log_id CHAR(32) NOT NULL, 
	rules_sha256 VARCHAR NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	CONSTRAINT pk_workspace PRIMARY KEY (id)
);

CREATE TABLE blob_chunk (
	sha256 VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	CONSTRAINT pk_blob_chunk PRIMARY KEY (sha256, position), 
	CONSTRAINT fk_blob_chunk_sha256 FOREIGN KEY(sha256) REFERENCES blob (sha256)
);

CREATE TABLE data_source (
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	store VARCHAR NOT NULL, 
	pattern VARCHAR NOT NULL, 
	label_key VARCHAR NOT NULL, 
	label_delay_s INTEGER NOT NULL, 
	owner_id CHAR(32), 
	data_class VARCHAR NOT NULL, 
	purpose TEXT NOT NULL, 
	retention_days INTEGER NOT NULL, 
	encryption VARCHAR NOT NULL, 
	access TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_data_source PRIMARY KEY (id), 
	CONSTRAINT fk_data_source_owner_id FOREIGN KEY(owner_id) REFERENCES person (id), 
	CONSTRAINT uq_data_source_unit_id_name UNIQUE (unit_id, name)
);

CREATE INDEX ix_data_source_unit_id ON data_source (unit_id);

CREATE TABLE heartbeat (
	runtime_id CHAR(32) NOT NULL, 
	at DATETIME DEFAULT (mw_now()) NOT NULL, 
	is_live BOOLEAN NOT NULL, 
	latency_ms DOUBLE, 
	facts JSON NOT NULL, 
	CONSTRAINT pk_heartbeat PRIMARY KEY (runtime_id), 
	CONSTRAINT fk_heartbeat_runtime_id FOREIGN KEY(runtime_id) REFERENCES runtime (id)
);

CREATE TABLE membership (
	person_id CHAR(32) NOT NULL, 
	role VARCHAR NOT NULL, 
	valid_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	valid_until DATETIME, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_membership PRIMARY KEY (id), 
	CONSTRAINT fk_membership_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_membership_lookup ON membership (person_id, role);

CREATE INDEX ix_membership_unit_id ON membership (unit_id);

CREATE UNIQUE INDEX uq_membership_open ON membership (person_id, role, unit_id) WHERE valid_until IS NULL;

CREATE TABLE registered_model (
	name VARCHAR NOT NULL, 
	name_folded VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	framework VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	risk_tier VARCHAR NOT NULL, 
	service_tags JSON NOT NULL, 
	stage_path_id CHAR(32) NOT NULL, 
	search_text TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_registered_model PRIMARY KEY (id), 
	CONSTRAINT fk_registered_model_owner_id FOREIGN KEY(owner_id) REFERENCES person (id), 
	CONSTRAINT fk_registered_model_stage_path_id FOREIGN KEY(stage_path_id) REFERENCES stage_path (id), 
	CONSTRAINT uq_registered_model_unit_id_name_folded UNIQUE (unit_id, name_folded)
);

CREATE INDEX ix_registered_model_unit_id ON registered_model (unit_id);

CREATE TABLE stage (
	stage_path_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	is_protected BOOLEAN NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_stage PRIMARY KEY (id), 
	CONSTRAINT fk_stage_stage_path_id FOREIGN KEY(stage_path_id) REFERENCES stage_path (id), 
	CONSTRAINT uq_stage_stage_path_id_name UNIQUE (stage_path_id, name), 
	CONSTRAINT uq_stage_stage_path_id_position UNIQUE (stage_path_id, position)
);

CREATE INDEX ix_stage_unit_id ON stage (unit_id);

CREATE TABLE timer_start (
	template_id CHAR(32) NOT NULL, 
	node_id VARCHAR NOT NULL, 
	last_fire_at DATETIME, 
	next_fire_at DATETIME, 
	"plan" JSON NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_timer_start PRIMARY KEY (id), 
	CONSTRAINT fk_timer_start_template_id FOREIGN KEY(template_id) REFERENCES life_cycle_template (id), 
	CONSTRAINT uq_timer_start_template_id_node_id UNIQUE (template_id, node_id)
);

CREATE INDEX ix_timer_start_next_fire_at ON timer_start (next_fire_at);

CREATE INDEX ix_timer_start_unit_id ON timer_start (unit_id);

CREATE TABLE use_case (
	name VARCHAR NOT NULL, 
	is_regulated BOOLEAN NOT NULL, 
	owner_id CHAR(32) NOT NULL, 
	description TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_use_case PRIMARY KEY (id), 
	CONSTRAINT fk_use_case_owner_id FOREIGN KEY(owner_id) REFERENCES person (id), 
	CONSTRAINT uq_use_case_unit_id_name UNIQUE (unit_id, name)
);

CREATE INDEX ix_use_case_unit_id ON use_case (unit_id);

CREATE TABLE life_cycle_binding (
	model_id CHAR(32) NOT NULL, 
	template_key VARCHAR NOT NULL, 
	parameters JSON NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_life_cycle_binding PRIMARY KEY (id), 
	CONSTRAINT fk_life_cycle_binding_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT uq_life_cycle_binding_model_id UNIQUE (model_id)
);

CREATE INDEX ix_life_cycle_binding_unit_id ON life_cycle_binding (unit_id);

CREATE TABLE model_version (
	model_id CHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	source_kind VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_model_version PRIMARY KEY (id), 
	CONSTRAINT fk_model_version_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT uq_model_version_model_id_version UNIQUE (model_id, version)
);

CREATE UNIQUE INDEX uq_model_version_model ON model_version (id, model_id);

CREATE INDEX ix_model_version_created ON model_version (created_at, model_id);

CREATE INDEX ix_model_version_number ON model_version (version, model_id);

CREATE INDEX ix_model_version_unit_id ON model_version (unit_id);

CREATE TABLE monitor (
	model_id CHAR(32) NOT NULL, 
	name VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	dimension VARCHAR NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	tests JSON NOT NULL, 
	data_source_id CHAR(32) NOT NULL, 
	decision_table_id CHAR(32), 
	cron VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	calendar VARCHAR NOT NULL, 
	misfire VARCHAR NOT NULL, 
	window_s INTEGER NOT NULL, 
	minimum_rows INTEGER NOT NULL, 
	is_paused BOOLEAN NOT NULL, 
	runbook TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_monitor PRIMARY KEY (id), 
	CONSTRAINT fk_monitor_data_source_id FOREIGN KEY(data_source_id) REFERENCES data_source (id), 
	CONSTRAINT fk_monitor_decision_table_id FOREIGN KEY(decision_table_id) REFERENCES decision_table (id), 
	CONSTRAINT fk_monitor_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT fk_monitor_stage_id FOREIGN KEY(stage_id) REFERENCES stage (id), 
	CONSTRAINT uq_monitor_model_id_name_version UNIQUE (model_id, name, version)
);

CREATE UNIQUE INDEX uq_monitor_model ON monitor (id, model_id);

CREATE INDEX ix_monitor_listed ON monitor (is_paused, id, model_id, stage_id, service_tag, name, recorded_from);

CREATE INDEX ix_monitor_unit_id ON monitor (unit_id);

CREATE TABLE use_case_model (
	use_case_id CHAR(32) NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, service_tag VARCHAR, 
	CONSTRAINT pk_use_case_model PRIMARY KEY (id), 
	CONSTRAINT fk_use_case_model_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT fk_use_case_model_use_case_id FOREIGN KEY(use_case_id) REFERENCES use_case (id), 
	CONSTRAINT uq_use_case_model_use_case_id_model_id UNIQUE (use_case_id, model_id)
);

CREATE INDEX ix_use_case_model_model_id ON use_case_model (model_id);

CREATE INDEX ix_use_case_model_unit_id ON use_case_model (unit_id);

CREATE TABLE asset (
	version_id CHAR(32) NOT NULL, 
	role VARCHAR NOT NULL, 
	path VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	media_type VARCHAR NOT NULL, 
	store VARCHAR NOT NULL, 
	replaced_by CHAR(32), 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_asset PRIMARY KEY (id), 
	CONSTRAINT fk_asset_version_id FOREIGN KEY(version_id) REFERENCES model_version (id), 
	CONSTRAINT uq_asset_version_id_role_path_sha256 UNIQUE (version_id, role, path, sha256)
);

CREATE INDEX ix_asset_sha256 ON asset (sha256);

CREATE INDEX ix_asset_unit_id ON asset (unit_id);

CREATE INDEX ix_asset_version_id ON asset (version_id);

CREATE TABLE expectation (
	monitor_id CHAR(32) NOT NULL, 
	run_key VARCHAR NOT NULL, 
	due_at DATETIME NOT NULL, 
	met_at DATETIME, 
	missed_at DATETIME, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_expectation PRIMARY KEY (id), 
	CONSTRAINT fk_expectation_monitor_id FOREIGN KEY(monitor_id) REFERENCES monitor (id), 
	CONSTRAINT uq_expectation_run_key UNIQUE (run_key)
);

CREATE INDEX ix_expectation_due_at ON expectation (due_at);

CREATE INDEX ix_expectation_monitor_id ON expectation (monitor_id);

CREATE INDEX ix_expectation_unit_id ON expectation (unit_id);

CREATE TABLE metric_point (
	monitor_id CHAR(32) NOT NULL, 
	test VARCHAR NOT NULL, 
	feature VARCHAR NOT NULL, 
	level_s INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	minimum DOUBLE NOT NULL, 
	maximum DOUBLE NOT NULL, 
	total DOUBLE NOT NULL, 
	n INTEGER NOT NULL, 
	verdict VARCHAR NOT NULL, 
	run_id CHAR(32), 
	CONSTRAINT pk_metric_point PRIMARY KEY (monitor_id, test, feature, level_s, at), 
	CONSTRAINT fk_metric_point_monitor_id FOREIGN KEY(monitor_id) REFERENCES monitor (id)
);

CREATE TABLE model_document (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32), 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	uri VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_model_document PRIMARY KEY (id), 
	CONSTRAINT fk_model_document_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT fk_model_document_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id)
);

CREATE INDEX ix_model_document_model_id ON model_document (model_id);

CREATE INDEX ix_model_document_unit_id ON model_document (unit_id);

CREATE TABLE monitor_schedule (
	monitor_id CHAR(32) NOT NULL, 
	last_fire_at DATETIME, 
	next_fire_at DATETIME, 
	CONSTRAINT pk_monitor_schedule PRIMARY KEY (monitor_id), 
	CONSTRAINT fk_monitor_schedule_monitor_id FOREIGN KEY(monitor_id) REFERENCES monitor (id)
);

CREATE INDEX ix_monitor_schedule_next_fire_at ON monitor_schedule (next_fire_at);

CREATE TABLE process_instance (
	template_id CHAR(32) NOT NULL, 
	model_id CHAR(32), 
	version_id CHAR(32), 
	business_key VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	start_key VARCHAR NOT NULL, 
	parent_token_id CHAR(32), 
	state VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	started_by CHAR(32), 
	started_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	ended_at DATETIME, 
	revision INTEGER NOT NULL, 
	number BIGINT DEFAULT 0 NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_process_instance PRIMARY KEY (id), 
	CONSTRAINT fk_process_instance_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT fk_process_instance_started_by FOREIGN KEY(started_by) REFERENCES person (id), 
	CONSTRAINT fk_process_instance_template_id FOREIGN KEY(template_id) REFERENCES life_cycle_template (id), 
	CONSTRAINT fk_process_instance_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id), 
	CONSTRAINT ck_process_instance_version CHECK (version_id IS NULL OR model_id IS NOT NULL), 
	CONSTRAINT uq_process_instance_start_key UNIQUE (start_key)
);

CREATE INDEX ix_process_instance_business_key ON process_instance (business_key);

CREATE INDEX ix_process_instance_model_id ON process_instance (model_id);

CREATE INDEX ix_process_instance_number ON process_instance (number);

CREATE INDEX ix_process_instance_parent_token_id ON process_instance (parent_token_id);

CREATE INDEX ix_process_instance_state ON process_instance (state, started_at);

CREATE INDEX ix_process_instance_unit_id ON process_instance (unit_id);

CREATE TABLE schema_field (
	version_id CHAR(32) NOT NULL, 
	edition INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	direction VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	data_class VARCHAR NOT NULL, 
	data_type VARCHAR NOT NULL, 
	is_protected BOOLEAN NOT NULL, 
	is_drift_candidate BOOLEAN NOT NULL, 
	is_nullable BOOLEAN NOT NULL, 
	special_values JSON NOT NULL, 
	measure_unit VARCHAR NOT NULL, 
	positive_label VARCHAR NOT NULL, 
	allowed JSON NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_schema_field PRIMARY KEY (id), 
	CONSTRAINT fk_schema_field_version_id FOREIGN KEY(version_id) REFERENCES model_version (id), 
	CONSTRAINT uq_schema_field_version_id_edition_name_direction UNIQUE (version_id, edition, name, direction)
);

CREATE INDEX ix_schema_field_unit_id ON schema_field (unit_id);

CREATE INDEX ix_schema_field_version_id ON schema_field (version_id);

CREATE TABLE snapshot (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	sequence INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	manifest TEXT NOT NULL, 
	service_tags JSON NOT NULL, 
	model_sha256 VARCHAR NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_snapshot PRIMARY KEY (id), 
	CONSTRAINT fk_snapshot_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id), 
	CONSTRAINT uq_snapshot_version_id_sequence UNIQUE (version_id, sequence)
);

CREATE UNIQUE INDEX uq_snapshot_version ON snapshot (id, version_id, model_id);

CREATE INDEX ix_snapshot_digest ON snapshot (digest);

CREATE INDEX ix_snapshot_model_id ON snapshot (model_id);

CREATE INDEX ix_snapshot_unit_id ON snapshot (unit_id);

CREATE TABLE training_record (
	version_id CHAR(32) NOT NULL, 
	run_key VARCHAR NOT NULL, 
	algorithm VARCHAR NOT NULL, 
	parameters JSON NOT NULL, 
	metrics JSON NOT NULL, 
	data_digests JSON NOT NULL, 
	environment_sha256 VARCHAR NOT NULL, 
	commit_ref VARCHAR NOT NULL, 
	seed INTEGER NOT NULL, 
	seconds DOUBLE NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_training_record PRIMARY KEY (id), 
	CONSTRAINT fk_training_record_version_id FOREIGN KEY(version_id) REFERENCES model_version (id), 
	CONSTRAINT uq_training_record_run_key UNIQUE (run_key)
);

CREATE INDEX ix_training_record_unit_id ON training_record (unit_id);

CREATE INDEX ix_training_record_version_id ON training_record (version_id);

CREATE TABLE version_author (
	version_id CHAR(32) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	CONSTRAINT pk_version_author PRIMARY KEY (version_id, person_id), 
	CONSTRAINT fk_version_author_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_version_author_version_id FOREIGN KEY(version_id) REFERENCES model_version (id)
);

CREATE TABLE event_subscription (
	instance_id CHAR(32) NOT NULL, 
	token_id CHAR(32) NOT NULL, 
	node_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	correlation VARCHAR NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_event_subscription PRIMARY KEY (id), 
	CONSTRAINT fk_event_subscription_instance_id FOREIGN KEY(instance_id) REFERENCES process_instance (id)
);

CREATE INDEX ix_event_subscription_instance_id ON event_subscription (instance_id);

CREATE INDEX ix_event_subscription_lookup ON event_subscription (name, correlation);

CREATE TABLE finding (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32), 
	kind VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	place VARCHAR NOT NULL, 
	fix VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	request_id CHAR(32) DEFAULT (NULL), 
	review_roles JSON DEFAULT (NULL), 
	due_at DATETIME DEFAULT (NULL), 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, document TEXT, signature TEXT, key_id CHAR(32), 
	CONSTRAINT pk_finding PRIMARY KEY (id), 
	CONSTRAINT fk_finding_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id, model_id), 
	CONSTRAINT fk_finding_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id)
);

CREATE INDEX ix_finding_model_id ON finding (model_id);

CREATE INDEX ix_finding_number ON finding (number);

CREATE INDEX ix_finding_unit_id ON finding (unit_id);

CREATE TABLE incident (
	instance_id CHAR(32) NOT NULL, 
	token_id CHAR(32) NOT NULL, 
	job_id CHAR(32), 
	node_id VARCHAR NOT NULL, 
	message TEXT NOT NULL, 
	hint TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	opened_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	resolved_at DATETIME, 
	number BIGINT DEFAULT 0 NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_incident PRIMARY KEY (id), 
	CONSTRAINT fk_incident_instance_id FOREIGN KEY(instance_id) REFERENCES process_instance (id)
);

CREATE INDEX ix_incident_instance_id ON incident (instance_id);

CREATE INDEX ix_incident_number ON incident (number);

CREATE INDEX ix_incident_unit_id ON incident (unit_id);

CREATE TABLE job (
	instance_id CHAR(32), 
	token_id CHAR(32), 
	kind VARCHAR NOT NULL, 
	"key" VARCHAR, 
	node_id VARCHAR NOT NULL, 
	task_type VARCHAR NOT NULL, 
	inputs JSON NOT NULL, 
	memory JSON NOT NULL, 
	state VARCHAR NOT NULL, 
	due_at DATETIME NOT NULL, 
	owner VARCHAR NOT NULL, 
	fence INTEGER NOT NULL, 
	lease_until DATETIME, 
	attempt INTEGER NOT NULL, 
	attempts_left INTEGER NOT NULL, 
	note TEXT NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	started_at DATETIME, 
	ended_at DATETIME, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT fk_job_instance_id FOREIGN KEY(instance_id) REFERENCES process_instance (id), 
	CONSTRAINT uq_job_key UNIQUE ("key")
);

CREATE INDEX ix_job_due ON job (state, due_at);

CREATE INDEX ix_job_instance_id ON job (instance_id);

CREATE INDEX ix_job_token_id ON job (token_id);

CREATE TABLE monitor_run (
	run_key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	monitor_id CHAR(32), 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	instance_id CHAR(32), 
	fire_at DATETIME NOT NULL, 
	started_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	finished_at DATETIME, 
	state VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	reference_rows INTEGER NOT NULL, 
	current_rows INTEGER NOT NULL, 
	data_digest VARCHAR NOT NULL, 
	data_from DATETIME, 
	data_until DATETIME, 
	code_version VARCHAR NOT NULL, 
	decision_table_id CHAR(32), 
	profile TEXT NOT NULL, 
	note TEXT NOT NULL, 
	number BIGINT DEFAULT 0 NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, answer JSON, 
	CONSTRAINT pk_monitor_run PRIMARY KEY (id), 
	CONSTRAINT fk_monitor_run_decision_table_id FOREIGN KEY(decision_table_id) REFERENCES decision_table (id), 
	CONSTRAINT fk_monitor_run_monitor_id_model_id FOREIGN KEY(monitor_id, model_id) REFERENCES monitor (id, model_id), 
	CONSTRAINT fk_monitor_run_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id, model_id), 
	CONSTRAINT ck_monitor_run_monitor CHECK (monitor_id IS NOT NULL OR kind <> 'monitor'), 
	CONSTRAINT uq_monitor_run_run_key UNIQUE (run_key)
);

CREATE UNIQUE INDEX uq_monitor_run_snapshot ON monitor_run (id, snapshot_id);

CREATE INDEX ix_monitor_run_last ON monitor_run (monitor_id, fire_at, state, verdict);

CREATE INDEX ix_monitor_run_model_id ON monitor_run (model_id);

CREATE INDEX ix_monitor_run_number ON monitor_run (number);

CREATE INDEX ix_monitor_run_snapshot_id ON monitor_run (snapshot_id);

CREATE INDEX ix_monitor_run_unit_id ON monitor_run (unit_id);

CREATE INDEX ix_monitor_run_digest ON monitor_run (monitor_id, data_digest, number);

CREATE INDEX ix_monitor_run_verdict ON monitor_run (verdict, number, unit_id, monitor_id, fire_at);

CREATE TABLE reference_profile (
	snapshot_id CHAR(32) NOT NULL, 
	kind VARCHAR NOT NULL, 
	profile TEXT NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_reference_profile PRIMARY KEY (id), 
	CONSTRAINT fk_reference_profile_snapshot_id FOREIGN KEY(snapshot_id) REFERENCES snapshot (id), 
	CONSTRAINT uq_reference_profile_snapshot_id_kind UNIQUE (snapshot_id, kind)
);

CREATE INDEX ix_reference_profile_unit_id ON reference_profile (unit_id);

CREATE TABLE step_run (
	instance_id CHAR(32) NOT NULL, 
	token_id CHAR(32) NOT NULL, 
	node_id VARCHAR NOT NULL, 
	node_kind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	flow_id VARCHAR NOT NULL, 
	started_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	ended_at DATETIME, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_step_run PRIMARY KEY (id), 
	CONSTRAINT fk_step_run_instance_id FOREIGN KEY(instance_id) REFERENCES process_instance (id)
);

CREATE INDEX ix_step_run_instance_id ON step_run (instance_id);

CREATE INDEX ix_step_run_unit_id ON step_run (unit_id);

CREATE TABLE token (
	instance_id CHAR(32) NOT NULL, 
	scope_id CHAR(32), 
	node_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	flow_id VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	multi_index INTEGER, 
	entered_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	CONSTRAINT pk_token PRIMARY KEY (id), 
	CONSTRAINT fk_token_instance_id FOREIGN KEY(instance_id) REFERENCES process_instance (id)
);

CREATE INDEX ix_token_instance_id ON token (instance_id);

CREATE TABLE transition_request (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32), 
	from_stage VARCHAR DEFAULT ('') NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	requested_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	requested_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	documents VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	evidence_digest VARCHAR DEFAULT ('') NOT NULL, 
	is_ordered BOOLEAN DEFAULT (false) NOT NULL, 
	risk_tier VARCHAR DEFAULT ('') NOT NULL, 
	is_regulated BOOLEAN DEFAULT (false) NOT NULL, 
	is_outgrown BOOLEAN DEFAULT (false) NOT NULL, 
	route_table_id CHAR(32) DEFAULT (NULL), 
	instance_id CHAR(32) DEFAULT (NULL), 
	due_at DATETIME DEFAULT (NULL), 
	closed_at DATETIME DEFAULT (NULL), 
	is_emergency BOOLEAN NOT NULL, 
	review_roles JSON DEFAULT (NULL), 
	review_days INTEGER DEFAULT (NULL), 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_transition_request PRIMARY KEY (id), 
	CONSTRAINT fk_transition_request_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id, model_id), 
	CONSTRAINT fk_transition_request_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id), 
	CONSTRAINT fk_transition_request_requested_by FOREIGN KEY(requested_by) REFERENCES person (id), 
	CONSTRAINT fk_transition_request_route_table_id FOREIGN KEY(route_table_id) REFERENCES decision_table (id), 
	CONSTRAINT fk_transition_request_stage_id FOREIGN KEY(stage_id) REFERENCES stage (id), 
	CONSTRAINT ck_transition_request_snapshot CHECK (snapshot_id IS NOT NULL OR state = 'draft' OR state = 'withdrawn')
);

CREATE UNIQUE INDEX uq_transition_request_version ON transition_request (id, version_id, model_id);

CREATE INDEX ix_transition_request_instance_id ON transition_request (instance_id);

CREATE INDEX ix_transition_request_model_id ON transition_request (model_id);

CREATE INDEX ix_transition_request_number ON transition_request (number);

CREATE INDEX ix_transition_request_requested_by ON transition_request (requested_by);

CREATE INDEX ix_transition_request_unit_id ON transition_request (unit_id);

CREATE INDEX ix_transition_request_version_id ON transition_request (version_id);

CREATE UNIQUE INDEX uq_transition_request_pending ON transition_request (version_id, stage_id, service_tag) WHERE state = 'draft' OR state = 'pending';

CREATE TABLE variable (
	instance_id CHAR(32) NOT NULL, 
	scope_key VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	value JSON, 
	CONSTRAINT pk_variable PRIMARY KEY (instance_id, scope_key, name), 
	CONSTRAINT fk_variable_instance_id FOREIGN KEY(instance_id) REFERENCES process_instance (id)
);

CREATE TABLE alert (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	monitor_id CHAR(32), 
	run_id CHAR(32), 
	rule VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	severity VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	assignee_id CHAR(32), 
	opened_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	last_seen_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	times INTEGER NOT NULL, 
	acknowledged_at DATETIME, 
	acknowledged_by CHAR(32), 
	snoozed_until DATETIME, 
	snoozed_by CHAR(32), 
	escalated_by CHAR(32), 
	comment TEXT NOT NULL, 
	comments INTEGER NOT NULL, 
	resolved_at DATETIME, 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_alert PRIMARY KEY (id), 
	CONSTRAINT fk_alert_acknowledged_by FOREIGN KEY(acknowledged_by) REFERENCES person (id), 
	CONSTRAINT fk_alert_assignee_id FOREIGN KEY(assignee_id) REFERENCES person (id), 
	CONSTRAINT fk_alert_snoozed_by FOREIGN KEY(snoozed_by) REFERENCES person (id), 
	CONSTRAINT fk_alert_escalated_by FOREIGN KEY(escalated_by) REFERENCES person (id), 
	CONSTRAINT fk_alert_monitor_id_model_id FOREIGN KEY(monitor_id, model_id) REFERENCES monitor (id, model_id), 
	CONSTRAINT fk_alert_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id), 
	CONSTRAINT fk_alert_run_id FOREIGN KEY(run_id) REFERENCES monitor_run (id)
);

CREATE INDEX ix_alert_model_id ON alert (model_id);

CREATE INDEX ix_alert_number ON alert (number);

CREATE INDEX ix_alert_unit_id ON alert (unit_id);

CREATE UNIQUE INDEX uq_alert_live ON alert (model_id, monitor_id, rule) WHERE state <> 'closed';

CREATE UNIQUE INDEX uq_alert_live_review ON alert (model_id, rule) WHERE monitor_id IS NULL AND state <> 'closed';

CREATE TABLE decision (
	request_id CHAR(32) NOT NULL, 
	verdict VARCHAR NOT NULL, 
	slot INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	seen_digest VARCHAR NOT NULL, 
	document TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	decided_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	decided_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, key_id CHAR(32), sequence INTEGER, 
	CONSTRAINT pk_decision PRIMARY KEY (id), 
	CONSTRAINT fk_decision_decided_by FOREIGN KEY(decided_by) REFERENCES person (id), 
	CONSTRAINT fk_decision_request_id FOREIGN KEY(request_id) REFERENCES transition_request (id), 
	CONSTRAINT uq_decision_request_id_decided_by_seen_digest UNIQUE (request_id, decided_by, seen_digest)
);

CREATE INDEX ix_decision_request_id ON decision (request_id);

CREATE INDEX ix_decision_unit_id ON decision (unit_id);

CREATE TABLE evidence_set (
	request_id CHAR(32) NOT NULL, 
	digest VARCHAR NOT NULL, 
	content TEXT NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_evidence_set PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_set_request_id FOREIGN KEY(request_id) REFERENCES transition_request (id), 
	CONSTRAINT uq_evidence_set_request_id_digest UNIQUE (request_id, digest)
);

CREATE INDEX ix_evidence_set_unit_id ON evidence_set (unit_id);

CREATE TABLE placement (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	stage_kind VARCHAR NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	request_id CHAR(32), 
	placed_from DATETIME, 
	placed_until DATETIME, 
	reason VARCHAR NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_placement PRIMARY KEY (id), 
	CONSTRAINT fk_placement_request_id_version_id_model_id FOREIGN KEY(request_id, version_id, model_id) REFERENCES transition_request (id, version_id, model_id), 
	CONSTRAINT fk_placement_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id, model_id), 
	CONSTRAINT fk_placement_stage_id FOREIGN KEY(stage_id) REFERENCES stage (id)
);

CREATE UNIQUE INDEX uq_placement_served ON placement (id, snapshot_id, stage_id, service_tag);

CREATE INDEX ix_placement_unit_id ON placement (unit_id);

CREATE INDEX ix_placement_version_id ON placement (version_id);

CREATE UNIQUE INDEX uq_placement_in_production ON placement (model_id, service_tag) WHERE stage_kind = 'production' AND state = 'in_place';

CREATE UNIQUE INDEX uq_placement_promised ON placement (model_id, service_tag) WHERE stage_kind = 'production' AND state = 'promised';

CREATE TABLE request_slot (
	request_id CHAR(32) NOT NULL, 
	slot INTEGER NOT NULL, 
	roles JSON NOT NULL, 
	needed INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_request_slot PRIMARY KEY (id), 
	CONSTRAINT fk_request_slot_request_id FOREIGN KEY(request_id) REFERENCES transition_request (id), 
	CONSTRAINT uq_request_slot_request_id_slot UNIQUE (request_id, slot)
);

CREATE INDEX ix_request_slot_unit_id ON request_slot (unit_id);

CREATE TABLE test_result (
	run_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	test VARCHAR NOT NULL, 
	feature VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	dimension VARCHAR NOT NULL, 
	statistic DOUBLE, 
	p_value DOUBLE, 
	p_adjusted DOUBLE, 
	effect DOUBLE, 
	error_bound DOUBLE, 
	threshold VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_test_result PRIMARY KEY (id), 
	CONSTRAINT fk_test_result_run_id_snapshot_id FOREIGN KEY(run_id, snapshot_id) REFERENCES monitor_run (id, snapshot_id)
);

CREATE INDEX ix_test_result_run_id ON test_result (run_id);

CREATE INDEX ix_test_result_snapshot_id ON test_result (snapshot_id);

CREATE INDEX ix_test_result_unit_id ON test_result (unit_id);

CREATE TABLE user_task (
	instance_id CHAR(32) NOT NULL, 
	token_id CHAR(32) NOT NULL, 
	node_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	model_id CHAR(32), 
	version_id CHAR(32), 
	snapshot_id CHAR(32), 
	roles JSON NOT NULL, 
	assignee_id CHAR(32), 
	named_id CHAR(32), 
	handed_until DATETIME, 
	handed_note TEXT DEFAULT '' NOT NULL, 
	outcomes JSON NOT NULL, 
	form VARCHAR NOT NULL, 
	facts JSON NOT NULL, 
	state VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	answers JSON NOT NULL, 
	request_id CHAR(32), 
	due_at DATETIME, 
	opened_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	closed_at DATETIME, 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_user_task PRIMARY KEY (id), 
	CONSTRAINT fk_user_task_assignee_id FOREIGN KEY(assignee_id) REFERENCES person (id), 
	CONSTRAINT fk_user_task_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT fk_user_task_named_id FOREIGN KEY(named_id) REFERENCES person (id), 
	CONSTRAINT fk_user_task_request_id_version_id_model_id FOREIGN KEY(request_id, version_id, model_id) REFERENCES transition_request (id, version_id, model_id), 
	CONSTRAINT fk_user_task_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id, model_id), 
	CONSTRAINT fk_user_task_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id), 
	CONSTRAINT ck_user_task_version CHECK (version_id IS NULL OR model_id IS NOT NULL), 
	CONSTRAINT ck_user_task_snapshot CHECK (version_id IS NOT NULL OR (snapshot_id IS NULL AND request_id IS NULL)), 
	CONSTRAINT uq_user_task_token_id UNIQUE (token_id)
);

CREATE INDEX ix_user_task_instance_id ON user_task (instance_id);

CREATE INDEX ix_user_task_model_id ON user_task (model_id);

CREATE INDEX ix_user_task_number ON user_task (number);

CREATE INDEX ix_user_task_open ON user_task (state, due_at);

CREATE INDEX ix_user_task_request_id ON user_task (request_id);

CREATE INDEX ix_user_task_unit_id ON user_task (unit_id);

CREATE TABLE deployment (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	runtime_id CHAR(32) NOT NULL, 
	stage_id CHAR(32) NOT NULL, 
	service_tag VARCHAR NOT NULL, 
	strategy VARCHAR NOT NULL, 
	traffic_share DOUBLE NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	placement_id CHAR(32) NOT NULL, 
	request_id CHAR(32), 
	instance_id CHAR(32), 
	replaces_id CHAR(32), 
	asked_id CHAR(32) DEFAULT (NULL), 
	matched_tags JSON NOT NULL, 
	started_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	finished_at DATETIME, 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_deployment PRIMARY KEY (id), 
	CONSTRAINT fk_deployment_placement_id_snapshot_id_stage_id_service_tag FOREIGN KEY(placement_id, snapshot_id, stage_id, service_tag) REFERENCES placement (id, snapshot_id, stage_id, service_tag), 
	CONSTRAINT fk_deployment_request_id_version_id_model_id FOREIGN KEY(request_id, version_id, model_id) REFERENCES transition_request (id, version_id, model_id), 
	CONSTRAINT fk_deployment_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id, model_id), 
	CONSTRAINT fk_deployment_asked_id FOREIGN KEY(asked_id) REFERENCES engine_inbox (id), 
	CONSTRAINT fk_deployment_replaces_id FOREIGN KEY(replaces_id) REFERENCES deployment (id), 
	CONSTRAINT fk_deployment_runtime_id FOREIGN KEY(runtime_id) REFERENCES runtime (id), 
	CONSTRAINT fk_deployment_stage_id FOREIGN KEY(stage_id) REFERENCES stage (id)
);

CREATE INDEX ix_deployment_model_id ON deployment (model_id);

CREATE INDEX ix_deployment_number ON deployment (number);

CREATE INDEX ix_deployment_runtime_id ON deployment (runtime_id);

CREATE INDEX ix_deployment_unit_id ON deployment (unit_id);

CREATE INDEX ix_deployment_version_id ON deployment (version_id);

CREATE UNIQUE INDEX uq_deployment_live ON deployment (runtime_id, service_tag, snapshot_id) WHERE state <> 'undeployed' AND state <> 'rolled_back' AND state <> 'failed';

CREATE TABLE waiver (
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	snapshot_id CHAR(32) NOT NULL, 
	test VARCHAR NOT NULL, 
	feature VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	asked_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	granted_by CHAR(32) DEFAULT (NULL), 
	state VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	task_id CHAR(32), 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, document TEXT, signature TEXT, key_id CHAR(32), remark TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_waiver PRIMARY KEY (id), 
	CONSTRAINT fk_waiver_asked_by FOREIGN KEY(asked_by) REFERENCES person (id), 
	CONSTRAINT fk_waiver_granted_by FOREIGN KEY(granted_by) REFERENCES person (id), 
	CONSTRAINT fk_waiver_snapshot_id_version_id_model_id FOREIGN KEY(snapshot_id, version_id, model_id) REFERENCES snapshot (id, version_id, model_id), 
	CONSTRAINT fk_waiver_task_id FOREIGN KEY(task_id) REFERENCES user_task (id)
);

CREATE INDEX ix_waiver_model_id ON waiver (model_id);

CREATE INDEX ix_waiver_number ON waiver (number);

CREATE INDEX ix_waiver_snapshot_id ON waiver (snapshot_id);

CREATE INDEX ix_waiver_unit_id ON waiver (unit_id);

CREATE TABLE deployment_step (
	deployment_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	step VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	started_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	finished_at DATETIME, 
	facts JSON NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_deployment_step PRIMARY KEY (id), 
	CONSTRAINT fk_deployment_step_deployment_id FOREIGN KEY(deployment_id) REFERENCES deployment (id), 
	CONSTRAINT uq_deployment_step_deployment_id_position UNIQUE (deployment_id, position)
);

CREATE INDEX ix_deployment_step_unit_id ON deployment_step (unit_id);

CREATE INDEX ix_placement_model ON placement (model_id, state, stage_id, stage_kind, request_id, recorded_from);

CREATE INDEX ix_placement_state ON placement (state, stage_id, model_id, recorded_from);

CREATE INDEX ix_monitor_active ON monitor (is_paused, model_id, recorded_from);

CREATE INDEX ix_alert_state ON alert (state, severity, model_id, recorded_from);

CREATE INDEX ix_registered_model_name ON registered_model (name_folded, id, kind, owner_id, unit_id, risk_tier, framework, recorded_from);

CREATE INDEX ix_registered_model_tier ON registered_model (risk_tier, name_folded, id, kind, owner_id, unit_id, recorded_from);

CREATE INDEX ix_registered_model_owner ON registered_model (owner_id, name_folded, id, kind, risk_tier, recorded_from);

CREATE INDEX ix_placement_kind ON placement (stage_kind, state, model_id, request_id, recorded_from);

CREATE INDEX ix_placement_request_id ON placement (request_id);

CREATE INDEX ix_placement_snapshot_id ON placement (snapshot_id);

CREATE INDEX ix_deployment_placement_id ON deployment (placement_id);

CREATE INDEX ix_finding_snapshot_id ON finding (snapshot_id);

CREATE INDEX ix_finding_version_id ON finding (version_id);

CREATE INDEX ix_registered_model_counted ON registered_model (unit_id, risk_tier, kind, framework);

CREATE INDEX ix_registered_model_search ON registered_model (search_text, id, recorded_from);

CREATE TABLE application_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	owner_id CHAR(32), 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_application_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_application_history_until ON application_history (recorded_until);

CREATE TABLE application_use_history (
	recorded_until DATETIME NOT NULL, 
	application_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	use_case_id CHAR(32), 
	used_from DATETIME NOT NULL, 
	used_until DATETIME, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_application_use_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_application_use_history_until ON application_use_history (recorded_until);

CREATE TABLE attestation_history (
	recorded_until DATETIME NOT NULL, 
	campaign VARCHAR NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	question TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	due_at DATETIME NOT NULL, 
	repeat_days INTEGER, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	reviewed_by CHAR(32), 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_attestation_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_attestation_history_until ON attestation_history (recorded_until);

CREATE TABLE audit_leaf (
	position INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	CONSTRAINT pk_audit_leaf PRIMARY KEY (position), 
	CONSTRAINT uq_audit_leaf_event_id UNIQUE (event_id)
);

CREATE TABLE risk_assessment_history (
	recorded_until DATETIME NOT NULL, 
	use_case_id CHAR(32) NOT NULL, 
	method VARCHAR NOT NULL, 
	method_version INTEGER NOT NULL, 
	table_id CHAR(32), 
	answers JSON NOT NULL, 
	score DOUBLE NOT NULL, 
	tier VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	assessed_at DATETIME NOT NULL, 
	assessed_by CHAR(32) NOT NULL, 
	remark TEXT NOT NULL, 
	answered_by CHAR(32), 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_risk_assessment_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_risk_assessment_history_until ON risk_assessment_history (recorded_until);

CREATE TABLE registration_request_history (
	recorded_until DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	purpose TEXT NOT NULL, 
	source TEXT NOT NULL, 
	note TEXT NOT NULL, 
	meant_id CHAR(32), 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	asked_by CHAR(32) NOT NULL, 
	answered_by CHAR(32), 
	model_id CHAR(32), 
	version_id CHAR(32), 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_registration_request_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_registration_request_history_until ON registration_request_history (recorded_until);

CREATE TABLE role_request_history (
	recorded_until DATETIME NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	role VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	valid_until DATETIME, 
	reason TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	asked_by CHAR(32) NOT NULL, 
	answered_by CHAR(32), 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_role_request_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_role_request_history_until ON role_request_history (recorded_until);

CREATE TABLE signing_key_history (
	recorded_until DATETIME NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	purpose VARCHAR NOT NULL, 
	kid VARCHAR NOT NULL, 
	public_key VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	endorsed_by CHAR(32), 
	confirmed_by CHAR(32), 
	revoked_at_size BIGINT, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	CONSTRAINT pk_signing_key_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_signing_key_history_until ON signing_key_history (recorded_until);

CREATE TABLE application (
	name VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	owner_id CHAR(32), 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_application PRIMARY KEY (id), 
	CONSTRAINT fk_application_owner_id FOREIGN KEY(owner_id) REFERENCES person (id)
);

CREATE INDEX ix_application_name ON application (name);

CREATE INDEX ix_application_unit_id ON application (unit_id);

CREATE TABLE presence (
	person_id CHAR(32) NOT NULL, 
	object_id CHAR(32) NOT NULL, 
	seen_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_presence PRIMARY KEY (id), 
	CONSTRAINT fk_presence_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_presence_person_id_object_id UNIQUE (person_id, object_id)
);

CREATE INDEX ix_presence_object_id ON presence (object_id);

CREATE INDEX ix_presence_unit_id ON presence (unit_id);

CREATE TABLE registration_request (
	name VARCHAR NOT NULL, 
	purpose TEXT NOT NULL, 
	source TEXT NOT NULL, 
	note TEXT DEFAULT '' NOT NULL, 
	meant_id CHAR(32), 
	state VARCHAR NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	asked_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	asked_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	answered_by CHAR(32) DEFAULT (NULL), 
	model_id CHAR(32) DEFAULT (NULL), 
	version_id CHAR(32) DEFAULT (NULL), 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_registration_request PRIMARY KEY (id), 
	CONSTRAINT ck_registration_request_version CHECK ((version_id IS NULL) = (model_id IS NULL)), 
	CONSTRAINT fk_registration_request_answered_by FOREIGN KEY(answered_by) REFERENCES person (id), 
	CONSTRAINT fk_registration_request_asked_by FOREIGN KEY(asked_by) REFERENCES person (id), 
	CONSTRAINT fk_registration_request_meant_id FOREIGN KEY(meant_id) REFERENCES person (id), 
	CONSTRAINT fk_registration_request_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id)
);

CREATE INDEX ix_registration_request_open ON registration_request (state, unit_id);

CREATE INDEX ix_registration_request_asked_by ON registration_request (asked_by);

CREATE INDEX ix_registration_request_model_id ON registration_request (model_id);

CREATE INDEX ix_registration_request_number ON registration_request (number);

CREATE INDEX ix_registration_request_unit_id ON registration_request (unit_id);

CREATE TABLE role_request (
	person_id CHAR(32) NOT NULL, 
	role VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	valid_until DATETIME, 
	reason TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	asked_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	answered_by CHAR(32) DEFAULT (NULL), 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_role_request PRIMARY KEY (id), 
	CONSTRAINT fk_role_request_answered_by FOREIGN KEY(answered_by) REFERENCES person (id), 
	CONSTRAINT fk_role_request_asked_by FOREIGN KEY(asked_by) REFERENCES person (id), 
	CONSTRAINT fk_role_request_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_role_request_number ON role_request (number);

CREATE INDEX ix_role_request_person_id ON role_request (person_id);

CREATE INDEX ix_role_request_unit_id ON role_request (unit_id);

CREATE TABLE saved_view (
	person_id CHAR(32) NOT NULL, 
	screen VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	content JSON NOT NULL, 
	is_shared BOOLEAN NOT NULL, 
	is_default BOOLEAN NOT NULL, 
	removed_at DATETIME, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_saved_view PRIMARY KEY (id), 
	CONSTRAINT fk_saved_view_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_saved_view_person_id_screen_name UNIQUE (person_id, screen, name)
);

CREATE INDEX ix_saved_view_person_id ON saved_view (person_id);

CREATE INDEX ix_saved_view_unit_id ON saved_view (unit_id);

CREATE TABLE signing_key (
	person_id CHAR(32) NOT NULL, 
	purpose VARCHAR NOT NULL, 
	kid VARCHAR NOT NULL, 
	public_key VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	endorsed_by CHAR(32) DEFAULT (NULL), 
	confirmed_by CHAR(32) DEFAULT (NULL), 
	revoked_at_size BIGINT DEFAULT (NULL), 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_signing_key PRIMARY KEY (id), 
	CONSTRAINT fk_signing_key_confirmed_by FOREIGN KEY(confirmed_by) REFERENCES person (id), 
	CONSTRAINT fk_signing_key_endorsed_by FOREIGN KEY(endorsed_by) REFERENCES person (id), 
	CONSTRAINT fk_signing_key_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_signing_key_kid UNIQUE (kid)
);

CREATE INDEX ix_signing_key_person_id ON signing_key (person_id);

CREATE INDEX ix_signing_key_unit_id ON signing_key (unit_id);

CREATE TABLE watch (
	person_id CHAR(32) NOT NULL, 
	object_type VARCHAR NOT NULL, 
	object_id CHAR(32) NOT NULL, 
	is_on BOOLEAN NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, removed_to BIGINT DEFAULT 0 NOT NULL, put_off_to BIGINT DEFAULT 0 NOT NULL, remind_at DATETIME, 
	CONSTRAINT pk_watch PRIMARY KEY (id), 
	CONSTRAINT fk_watch_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT uq_watch_person_id_object_id UNIQUE (person_id, object_id)
);

CREATE INDEX ix_watch_object_id ON watch (object_id);

CREATE INDEX ix_watch_person_id ON watch (person_id);

CREATE INDEX ix_watch_unit_id ON watch (unit_id);

CREATE TABLE attestation (
	campaign VARCHAR NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	question TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	due_at DATETIME NOT NULL, 
	repeat_days INTEGER, 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	reviewed_by CHAR(32) DEFAULT (NULL), 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_attestation PRIMARY KEY (id), 
	CONSTRAINT fk_attestation_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT fk_attestation_person_id FOREIGN KEY(person_id) REFERENCES person (id), 
	CONSTRAINT fk_attestation_reviewed_by FOREIGN KEY(reviewed_by) REFERENCES person (id)
);

CREATE INDEX ix_attestation_model_id ON attestation (model_id);

CREATE INDEX ix_attestation_number ON attestation (number);

CREATE INDEX ix_attestation_person_id ON attestation (person_id);

CREATE INDEX ix_attestation_unit_id ON attestation (unit_id);

CREATE TABLE risk_assessment (
	use_case_id CHAR(32) NOT NULL, 
	method VARCHAR NOT NULL, 
	method_version INTEGER NOT NULL, 
	table_id CHAR(32), 
	answers JSON NOT NULL, 
	score DOUBLE NOT NULL, 
	tier VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	assessed_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	assessed_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	remark TEXT NOT NULL, 
	answered_by CHAR(32) DEFAULT (NULL), 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_risk_assessment PRIMARY KEY (id), 
	CONSTRAINT fk_risk_assessment_answered_by FOREIGN KEY(answered_by) REFERENCES person (id), 
	CONSTRAINT fk_risk_assessment_assessed_by FOREIGN KEY(assessed_by) REFERENCES person (id), 
	CONSTRAINT fk_risk_assessment_table_id FOREIGN KEY(table_id) REFERENCES decision_table (id), 
	CONSTRAINT fk_risk_assessment_use_case_id FOREIGN KEY(use_case_id) REFERENCES use_case (id)
);

CREATE INDEX ix_risk_assessment_number ON risk_assessment (number);

CREATE INDEX ix_risk_assessment_unit_id ON risk_assessment (unit_id);

CREATE INDEX ix_risk_assessment_use_case_id ON risk_assessment (use_case_id);

CREATE TABLE schema_seal (
	id CHAR(32) NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	parts JSON NOT NULL, 
	product_version VARCHAR NOT NULL, 
	place VARCHAR NOT NULL, 
	key_id CHAR(32), 
	signature VARCHAR NOT NULL, 
	sealed_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	CONSTRAINT pk_schema_seal PRIMARY KEY (id), 
	CONSTRAINT fk_schema_seal_key_id FOREIGN KEY(key_id) REFERENCES signing_key (id)
);

CREATE TABLE tree_head (
	size INTEGER NOT NULL, 
	root VARCHAR NOT NULL, 
	document TEXT NOT NULL, 
	key_id CHAR(32) NOT NULL, 
	signature VARCHAR NOT NULL, 
	sealed_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	CONSTRAINT pk_tree_head PRIMARY KEY (size), 
	CONSTRAINT fk_tree_head_key_id FOREIGN KEY(key_id) REFERENCES signing_key (id)
);

CREATE TABLE application_use (
	application_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	use_case_id CHAR(32), 
	used_from DATETIME NOT NULL, 
	used_until DATETIME, 
	row_version INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	CONSTRAINT pk_application_use PRIMARY KEY (id), 
	CONSTRAINT fk_application_use_application_id FOREIGN KEY(application_id) REFERENCES application (id), 
	CONSTRAINT fk_application_use_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id), 
	CONSTRAINT fk_application_use_use_case_id FOREIGN KEY(use_case_id) REFERENCES use_case (id)
);

CREATE INDEX ix_application_use_application_id ON application_use (application_id);

CREATE INDEX ix_application_use_model_id ON application_use (model_id);

CREATE INDEX ix_application_use_unit_id ON application_use (unit_id);

CREATE INDEX ix_application_use_version_id ON application_use (version_id);

CREATE TABLE record_import (
	model_id CHAR(32) NOT NULL, 
	application_id CHAR(32), 
	source VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	records INTEGER NOT NULL, 
	first_at DATETIME NOT NULL, 
	last_at DATETIME NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_record_import PRIMARY KEY (id), 
	CONSTRAINT fk_record_import_application_id FOREIGN KEY(application_id) REFERENCES application (id), 
	CONSTRAINT fk_record_import_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id)
);

CREATE UNIQUE INDEX uq_record_import_model ON record_import (id, model_id);

CREATE INDEX ix_record_import_model_id ON record_import (model_id);

CREATE INDEX ix_record_import_unit_id ON record_import (unit_id);

CREATE TABLE record_block (
	import_id CHAR(32) NOT NULL, 
	model_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	entries BLOB NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_record_block PRIMARY KEY (id), 
	CONSTRAINT fk_record_block_import_id_model_id FOREIGN KEY(import_id, model_id) REFERENCES record_import (id, model_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_record_block_unit_id ON record_block (unit_id);

CREATE UNIQUE INDEX uq_record_block ON record_block (import_id, position);

CREATE TABLE decision_record (
	decision_id VARCHAR NOT NULL, 
	application_id CHAR(32), 
	model_id CHAR(32) NOT NULL, 
	version_id CHAR(32) NOT NULL, 
	served_sha256 VARCHAR NOT NULL, 
	inference_sha256 VARCHAR NOT NULL, 
	decided_at DATETIME NOT NULL, 
	source VARCHAR NOT NULL, 
	recorded_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	import_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_decision_record PRIMARY KEY (id), 
	CONSTRAINT fk_decision_record_application_id FOREIGN KEY(application_id) REFERENCES application (id), 
	CONSTRAINT fk_decision_record_import_id_model_id FOREIGN KEY(import_id, model_id) REFERENCES record_import (id, model_id) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT fk_decision_record_version_id_model_id FOREIGN KEY(version_id, model_id) REFERENCES model_version (id, model_id)
);

CREATE INDEX ix_decision_record_model_id ON decision_record (model_id);

CREATE INDEX ix_decision_record_unit_id ON decision_record (unit_id);

CREATE INDEX ix_decision_record_version ON decision_record (version_id, application_id);

CREATE UNIQUE INDEX uq_decision_record ON decision_record (decision_id, version_id, application_id);

CREATE UNIQUE INDEX uq_decision_record_alone ON decision_record (decision_id, version_id) WHERE application_id IS NULL;

CREATE UNIQUE INDEX uq_decision_record_place ON decision_record (import_id, position);

CREATE TABLE on_call (
	person_id CHAR(32) NOT NULL, 
	ends_at DATETIME NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_on_call PRIMARY KEY (id), 
	CONSTRAINT fk_on_call_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_on_call_ends_at ON on_call (ends_at);

CREATE INDEX ix_on_call_unit_id ON on_call (unit_id);

CREATE TABLE request_note (
	request_id CHAR(32) NOT NULL, 
	kind VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	answers_id CHAR(32), 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_request_note PRIMARY KEY (id), 
	CONSTRAINT fk_request_note_answers_id_request_id FOREIGN KEY(answers_id, request_id) REFERENCES request_note (id, request_id), 
	CONSTRAINT fk_request_note_request_id FOREIGN KEY(request_id) REFERENCES transition_request (id), 
	CONSTRAINT ck_request_note_answers CHECK (answers_id IS NOT NULL OR kind <> 'answer'), 
	CONSTRAINT uq_request_note_id_request_id UNIQUE (id, request_id)
);

CREATE INDEX ix_request_note_request_id ON request_note (request_id);

CREATE INDEX ix_request_note_unit_id ON request_note (unit_id);

CREATE TABLE lineage_review (
	model_id CHAR(32) NOT NULL, 
	first_position BIGINT NOT NULL, 
	last_position BIGINT NOT NULL, 
	events INTEGER NOT NULL, 
	own_events INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	document TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	key_id CHAR(32), 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_lineage_review PRIMARY KEY (id), 
	CONSTRAINT fk_lineage_review_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id)
);

CREATE INDEX ix_lineage_review_model_id ON lineage_review (model_id);

CREATE INDEX ix_lineage_review_unit_id ON lineage_review (unit_id);

CREATE TABLE signed_act (
	thing VARCHAR NOT NULL, 
	object_id CHAR(32) NOT NULL, 
	state VARCHAR NOT NULL, 
	of_version INTEGER NOT NULL, 
	model_id CHAR(32), 
	document TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	key_id CHAR(32) NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_signed_act PRIMARY KEY (id), 
	CONSTRAINT fk_signed_act_model_id FOREIGN KEY(model_id) REFERENCES registered_model (id), 
	CONSTRAINT uq_signed_act_object_id_of_version_state_created_by UNIQUE (object_id, of_version, state, created_by)
);

CREATE INDEX ix_signed_act_model_id ON signed_act (model_id);

CREATE INDEX ix_signed_act_object_id ON signed_act (object_id);

CREATE INDEX ix_signed_act_unit_id ON signed_act (unit_id);

CREATE UNIQUE INDEX uq_decision_sequence ON decision (decided_by, unit_id, sequence);

CREATE TABLE framework (
	"key" VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	publisher VARCHAR NOT NULL, 
	edition VARCHAR NOT NULL, 
	effective_from DATETIME NOT NULL, 
	effective_until DATETIME, 
	supersedes_id CHAR(32), 
	file BLOB NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT, 
	seen_sha256 VARCHAR, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_framework PRIMARY KEY (id), 
	CONSTRAINT fk_framework_supersedes_id FOREIGN KEY(supersedes_id) REFERENCES framework (id), 
	CONSTRAINT uq_framework_unit_id_key_version UNIQUE (unit_id, "key", version)
);

CREATE INDEX ix_framework_unit_id ON framework (unit_id);

CREATE TABLE framework_history (
	recorded_until DATETIME NOT NULL, 
	"key" VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	publisher VARCHAR NOT NULL, 
	edition VARCHAR NOT NULL, 
	effective_from DATETIME NOT NULL, 
	effective_until DATETIME, 
	supersedes_id CHAR(32), 
	file BLOB NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	reason TEXT, 
	seen_sha256 VARCHAR, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	CONSTRAINT pk_framework_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_framework_history_until ON framework_history (recorded_until);

CREATE TABLE requirement (
	framework_id CHAR(32) NOT NULL, 
	position INTEGER NOT NULL, 
	reference VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_requirement PRIMARY KEY (id), 
	CONSTRAINT fk_requirement_framework_id FOREIGN KEY(framework_id) REFERENCES framework (id), 
	CONSTRAINT uq_requirement_framework_id_reference UNIQUE (framework_id, reference)
);

CREATE INDEX ix_requirement_unit_id ON requirement (unit_id);

CREATE TABLE requirement_mapping (
	framework_id CHAR(32) NOT NULL, 
	requirement_id CHAR(32) NOT NULL, 
	successor_id CHAR(32), 
	outcome VARCHAR NOT NULL, 
	note TEXT NOT NULL, 
	created_at DATETIME DEFAULT (mw_now()) NOT NULL, 
	created_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_requirement_mapping PRIMARY KEY (id), 
	CONSTRAINT fk_requirement_mapping_framework_id FOREIGN KEY(framework_id) REFERENCES framework (id), 
	CONSTRAINT fk_requirement_mapping_requirement_id FOREIGN KEY(requirement_id) REFERENCES requirement (id), 
	CONSTRAINT fk_requirement_mapping_successor_id FOREIGN KEY(successor_id) REFERENCES requirement (id), 
	CONSTRAINT uq_requirement_mapping_framework_id_requirement_id_successor_id UNIQUE (framework_id, requirement_id, successor_id)
);

CREATE INDEX ix_requirement_mapping_unit_id ON requirement_mapping (unit_id);

CREATE TABLE control (
	requirement_id CHAR(32) NOT NULL, 
	name VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	owner_id CHAR(32), 
	cadence_days INTEGER, 
	wanted TEXT NOT NULL, 
	is_ended BOOLEAN NOT NULL, 
	reason TEXT NOT NULL, 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_control PRIMARY KEY (id), 
	CONSTRAINT fk_control_requirement_id FOREIGN KEY(requirement_id) REFERENCES requirement (id), 
	CONSTRAINT fk_control_owner_id FOREIGN KEY(owner_id) REFERENCES person (id)
);

CREATE INDEX ix_control_unit_id ON control (unit_id);

CREATE INDEX ix_control_number ON control (number);

CREATE TABLE control_history (
	recorded_until DATETIME NOT NULL, 
	requirement_id CHAR(32) NOT NULL, 
	name VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	owner_id CHAR(32), 
	cadence_days INTEGER, 
	wanted TEXT NOT NULL, 
	is_ended BOOLEAN NOT NULL, 
	reason TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	CONSTRAINT pk_control_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_control_history_until ON control_history (recorded_until);

CREATE TABLE requirement_evidence (
	requirement_id CHAR(32) NOT NULL, 
	control_id CHAR(32), 
	kind VARCHAR NOT NULL, 
	object_id CHAR(32) NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	reassesses_id CHAR(32), 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	attached_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_requirement_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_requirement_evidence_requirement_id FOREIGN KEY(requirement_id) REFERENCES requirement (id), 
	CONSTRAINT fk_requirement_evidence_control_id FOREIGN KEY(control_id) REFERENCES control (id), 
	CONSTRAINT fk_requirement_evidence_reassesses_id FOREIGN KEY(reassesses_id) REFERENCES requirement_evidence (id), 
	CONSTRAINT fk_requirement_evidence_attached_by FOREIGN KEY(attached_by) REFERENCES person (id)
);

CREATE INDEX ix_requirement_evidence_unit_id ON requirement_evidence (unit_id);

CREATE INDEX ix_requirement_evidence_number ON requirement_evidence (number);

CREATE TABLE requirement_evidence_history (
	recorded_until DATETIME NOT NULL, 
	requirement_id CHAR(32) NOT NULL, 
	control_id CHAR(32), 
	kind VARCHAR NOT NULL, 
	object_id CHAR(32) NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	reassesses_id CHAR(32), 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	attached_by CHAR(32) NOT NULL, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	CONSTRAINT pk_requirement_evidence_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_requirement_evidence_history_until ON requirement_evidence_history (recorded_until);

CREATE TABLE raci_entry (
	about_kind VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	part VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	person_id CHAR(32), 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_raci_entry PRIMARY KEY (id), 
	CONSTRAINT fk_raci_entry_person_id FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX ix_raci_entry_unit_id ON raci_entry (unit_id);

CREATE INDEX ix_raci_entry_number ON raci_entry (number);

CREATE TABLE raci_entry_history (
	recorded_until DATETIME NOT NULL, 
	about_kind VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	part VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	person_id CHAR(32), 
	state VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	CONSTRAINT pk_raci_entry_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_raci_entry_history_until ON raci_entry_history (recorded_until);

CREATE INDEX ix_requirement_framework_id ON requirement (framework_id);

CREATE INDEX ix_requirement_mapping_framework_id ON requirement_mapping (framework_id);

CREATE INDEX ix_requirement_mapping_requirement_id ON requirement_mapping (requirement_id);

CREATE INDEX ix_control_requirement_id ON control (requirement_id);

CREATE INDEX ix_requirement_evidence_requirement_id ON requirement_evidence (requirement_id);

CREATE INDEX ix_requirement_evidence_control_id ON requirement_evidence (control_id);

CREATE INDEX ix_requirement_evidence_object_id ON requirement_evidence (object_id);

CREATE INDEX ix_raci_entry_about ON raci_entry (about_kind, about);

CREATE UNIQUE INDEX uq_framework_after ON framework (supersedes_id) WHERE state = 'published';

CREATE UNIQUE INDEX uq_framework_first ON framework (unit_id, "key") WHERE state = 'published' AND supersedes_id IS NULL;

CREATE UNIQUE INDEX uq_raci_entry_accountable ON raci_entry (unit_id, about_kind, about) WHERE state = 'in_force' AND part = 'accountable';

CREATE TABLE closed_window (
	runtime_id CHAR(32), 
	stage_id CHAR(32), 
	stage_kind VARCHAR NOT NULL, 
	starts_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	is_weekly BOOLEAN NOT NULL, 
	zone VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	ended_reason VARCHAR NOT NULL, 
	number BIGINT DEFAULT 0 NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME DEFAULT (mw_now()) NOT NULL, 
	recorded_by CHAR(32) DEFAULT (mw_actor()) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) DEFAULT '00000000000000000000000000000000' NOT NULL, 
	CONSTRAINT pk_closed_window PRIMARY KEY (id), 
	CONSTRAINT fk_closed_window_runtime_id FOREIGN KEY(runtime_id) REFERENCES runtime (id), 
	CONSTRAINT fk_closed_window_stage_id FOREIGN KEY(stage_id) REFERENCES stage (id)
);

CREATE INDEX ix_closed_window_unit_id ON closed_window (unit_id);

CREATE INDEX ix_closed_window_number ON closed_window (number);

CREATE TABLE closed_window_history (
	recorded_until DATETIME NOT NULL, 
	runtime_id CHAR(32), 
	stage_id CHAR(32), 
	stage_kind VARCHAR NOT NULL, 
	starts_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	is_weekly BOOLEAN NOT NULL, 
	zone VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	ended_reason VARCHAR NOT NULL, 
	number BIGINT NOT NULL, 
	row_version INTEGER NOT NULL, 
	recorded_from DATETIME NOT NULL, 
	recorded_by CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	CONSTRAINT pk_closed_window_history PRIMARY KEY (row_version, id)
);

CREATE INDEX ix_closed_window_history_until ON closed_window_history (recorded_until);

CREATE INDEX ix_closed_window_runtime_id ON closed_window (runtime_id);

CREATE INDEX ix_closed_window_state ON closed_window (state, ends_at);

CREATE INDEX ix_business_unit_history_id ON business_unit_history (id, recorded_until, recorded_from);

CREATE INDEX ix_business_unit_history_by_key ON business_unit_history ("key", recorded_until, recorded_from);

CREATE INDEX ix_membership_history_id ON membership_history (id, recorded_until, recorded_from);

CREATE INDEX ix_membership_history_lookup ON membership_history (person_id, role, recorded_until, recorded_from);

CREATE INDEX ix_use_case_history_id ON use_case_history (id, recorded_until, recorded_from);

CREATE INDEX ix_registered_model_history_id ON registered_model_history (id, recorded_until, recorded_from);

CREATE INDEX ix_registered_model_history_name ON registered_model_history (name_folded, id, kind, owner_id, unit_id, risk_tier, framework, recorded_until, recorded_from);

CREATE INDEX ix_registered_model_history_owner ON registered_model_history (owner_id, name_folded, id, kind, risk_tier, recorded_until, recorded_from);

CREATE INDEX ix_registered_model_history_tier ON registered_model_history (risk_tier, name_folded, id, kind, owner_id, unit_id, recorded_until, recorded_from);

CREATE INDEX ix_registered_model_history_search ON registered_model_history (search_text, id, recorded_until, recorded_from);

CREATE INDEX ix_stage_path_history_id ON stage_path_history (id, recorded_until, recorded_from);

CREATE INDEX ix_stage_history_id ON stage_history (id, recorded_until, recorded_from);

CREATE INDEX ix_stage_history_by_name ON stage_history (stage_path_id, name, recorded_until, recorded_from);

CREATE INDEX ix_stage_history_by_position ON stage_history (stage_path_id, position, recorded_until, recorded_from);

CREATE INDEX ix_placement_history_id ON placement_history (id, recorded_until, recorded_from);

CREATE INDEX ix_placement_history_kind ON placement_history (stage_kind, state, model_id, request_id, recorded_until, recorded_from);

CREATE INDEX ix_placement_history_model ON placement_history (model_id, state, stage_id, stage_kind, request_id, recorded_until, recorded_from);

CREATE INDEX ix_placement_history_request_id ON placement_history (request_id, recorded_until, recorded_from);

CREATE INDEX ix_placement_history_snapshot_id ON placement_history (snapshot_id, recorded_until, recorded_from);

CREATE INDEX ix_placement_history_state ON placement_history (state, stage_id, model_id, recorded_until, recorded_from);

CREATE INDEX ix_placement_history_version_id ON placement_history (version_id, recorded_until, recorded_from);

CREATE INDEX ix_runtime_history_id ON runtime_history (id, recorded_until, recorded_from);

CREATE INDEX ix_runtime_history_by_name ON runtime_history (name, recorded_until, recorded_from);

CREATE INDEX ix_closed_window_history_id ON closed_window_history (id, recorded_until, recorded_from);

CREATE INDEX ix_closed_window_history_number ON closed_window_history (number, recorded_until, recorded_from);

CREATE INDEX ix_closed_window_history_runtime_id ON closed_window_history (runtime_id, recorded_until, recorded_from);

CREATE INDEX ix_closed_window_history_state ON closed_window_history (state, ends_at, recorded_until, recorded_from);

CREATE INDEX ix_deployment_history_id ON deployment_history (id, recorded_until, recorded_from);

CREATE INDEX ix_deployment_history_model_id ON deployment_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_deployment_history_number ON deployment_history (number, recorded_until, recorded_from);

CREATE INDEX ix_deployment_history_placement_id ON deployment_history (placement_id, recorded_until, recorded_from);

CREATE INDEX ix_deployment_history_runtime_id ON deployment_history (runtime_id, recorded_until, recorded_from);

CREATE INDEX ix_deployment_history_version_id ON deployment_history (version_id, recorded_until, recorded_from);

CREATE INDEX ix_store_history_id ON store_history (id, recorded_until, recorded_from);

CREATE INDEX ix_store_history_by_name ON store_history (name, recorded_until, recorded_from);

CREATE INDEX ix_data_source_history_id ON data_source_history (id, recorded_until, recorded_from);

CREATE INDEX ix_life_cycle_template_history_id ON life_cycle_template_history (id, recorded_until, recorded_from);

CREATE INDEX ix_decision_table_history_id ON decision_table_history (id, recorded_until, recorded_from);

CREATE INDEX ix_life_cycle_binding_history_id ON life_cycle_binding_history (id, recorded_until, recorded_from);

CREATE INDEX ix_life_cycle_binding_history_by_model_id ON life_cycle_binding_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_monitor_history_id ON monitor_history (id, recorded_until, recorded_from);

CREATE INDEX ix_monitor_history_active ON monitor_history (is_paused, model_id, recorded_until, recorded_from);

CREATE INDEX ix_monitor_history_by_version ON monitor_history (model_id, name, version, recorded_until, recorded_from);

CREATE INDEX ix_monitor_history_listed ON monitor_history (is_paused, id, model_id, stage_id, service_tag, name, recorded_until, recorded_from);

CREATE INDEX ix_alert_history_id ON alert_history (id, recorded_until, recorded_from);

CREATE INDEX ix_alert_history_model_id ON alert_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_alert_history_number ON alert_history (number, recorded_until, recorded_from);

CREATE INDEX ix_alert_history_state ON alert_history (state, severity, model_id, recorded_until, recorded_from);

CREATE INDEX ix_transition_request_history_id ON transition_request_history (id, recorded_until, recorded_from);

CREATE INDEX ix_transition_request_history_instance_id ON transition_request_history (instance_id, recorded_until, recorded_from);

CREATE INDEX ix_transition_request_history_model_id ON transition_request_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_transition_request_history_number ON transition_request_history (number, recorded_until, recorded_from);

CREATE INDEX ix_transition_request_history_requested_by ON transition_request_history (requested_by, recorded_until, recorded_from);

CREATE INDEX ix_transition_request_history_version_id ON transition_request_history (version_id, recorded_until, recorded_from);

CREATE INDEX ix_waiver_history_id ON waiver_history (id, recorded_until, recorded_from);

CREATE INDEX ix_waiver_history_model_id ON waiver_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_waiver_history_number ON waiver_history (number, recorded_until, recorded_from);

CREATE INDEX ix_waiver_history_snapshot_id ON waiver_history (snapshot_id, recorded_until, recorded_from);

CREATE INDEX ix_finding_history_id ON finding_history (id, recorded_until, recorded_from);

CREATE INDEX ix_finding_history_model_id ON finding_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_finding_history_number ON finding_history (number, recorded_until, recorded_from);

CREATE INDEX ix_finding_history_snapshot_id ON finding_history (snapshot_id, recorded_until, recorded_from);

CREATE INDEX ix_finding_history_version_id ON finding_history (version_id, recorded_until, recorded_from);

CREATE INDEX ix_role_request_history_id ON role_request_history (id, recorded_until, recorded_from);

CREATE INDEX ix_role_request_history_number ON role_request_history (number, recorded_until, recorded_from);

CREATE INDEX ix_role_request_history_person_id ON role_request_history (person_id, recorded_until, recorded_from);

CREATE INDEX ix_registration_request_history_id ON registration_request_history (id, recorded_until, recorded_from);

CREATE INDEX ix_registration_request_history_asked_by ON registration_request_history (asked_by, recorded_until, recorded_from);

CREATE INDEX ix_registration_request_history_model_id ON registration_request_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_registration_request_history_number ON registration_request_history (number, recorded_until, recorded_from);

CREATE INDEX ix_registration_request_history_open ON registration_request_history (state, unit_id, recorded_until, recorded_from);

CREATE INDEX ix_signing_key_history_id ON signing_key_history (id, recorded_until, recorded_from);

CREATE INDEX ix_signing_key_history_by_kid ON signing_key_history (kid, recorded_until, recorded_from);

CREATE INDEX ix_signing_key_history_person_id ON signing_key_history (person_id, recorded_until, recorded_from);

CREATE INDEX ix_risk_assessment_history_id ON risk_assessment_history (id, recorded_until, recorded_from);

CREATE INDEX ix_risk_assessment_history_number ON risk_assessment_history (number, recorded_until, recorded_from);

CREATE INDEX ix_risk_assessment_history_use_case_id ON risk_assessment_history (use_case_id, recorded_until, recorded_from);

CREATE INDEX ix_attestation_history_id ON attestation_history (id, recorded_until, recorded_from);

CREATE INDEX ix_attestation_history_model_id ON attestation_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_attestation_history_number ON attestation_history (number, recorded_until, recorded_from);

CREATE INDEX ix_attestation_history_person_id ON attestation_history (person_id, recorded_until, recorded_from);

CREATE INDEX ix_application_history_id ON application_history (id, recorded_until, recorded_from);

CREATE INDEX ix_application_history_name ON application_history (name, recorded_until, recorded_from);

CREATE INDEX ix_application_use_history_id ON application_use_history (id, recorded_until, recorded_from);

CREATE INDEX ix_application_use_history_application_id ON application_use_history (application_id, recorded_until, recorded_from);

CREATE INDEX ix_application_use_history_model_id ON application_use_history (model_id, recorded_until, recorded_from);

CREATE INDEX ix_application_use_history_version_id ON application_use_history (version_id, recorded_until, recorded_from);

CREATE INDEX ix_framework_history_id ON framework_history (id, recorded_until, recorded_from);

CREATE INDEX ix_control_history_id ON control_history (id, recorded_until, recorded_from);

CREATE INDEX ix_control_history_number ON control_history (number, recorded_until, recorded_from);

CREATE INDEX ix_control_history_requirement_id ON control_history (requirement_id, recorded_until, recorded_from);

CREATE INDEX ix_requirement_evidence_history_id ON requirement_evidence_history (id, recorded_until, recorded_from);

CREATE INDEX ix_requirement_evidence_history_control_id ON requirement_evidence_history (control_id, recorded_until, recorded_from);

CREATE INDEX ix_requirement_evidence_history_number ON requirement_evidence_history (number, recorded_until, recorded_from);

CREATE INDEX ix_requirement_evidence_history_object_id ON requirement_evidence_history (object_id, recorded_until, recorded_from);

CREATE INDEX ix_requirement_evidence_history_requirement_id ON requirement_evidence_history (requirement_id, recorded_until, recorded_from);

CREATE INDEX ix_raci_entry_history_id ON raci_entry_history (id, recorded_until, recorded_from);

CREATE INDEX ix_raci_entry_history_about ON raci_entry_history (about_kind, about, recorded_until, recorded_from);

CREATE INDEX ix_raci_entry_history_number ON raci_entry_history (number, recorded_until, recorded_from);

INSERT INTO alembic_version (version_num) VALUES ('0002')
