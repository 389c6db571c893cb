/*
 * taskio.h - tasks as stored bytes, and as JSON for people and scripts.
 */
#ifndef MODEL_TASKIO_H
#define MODEL_TASKIO_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "model/task.h"

#define SCHEMA_VERSION 1

/*
 * The schema number in the bytes of meta.json, rounded up and held to INT_MAX.
 * What can not be read counts as ours: fsck says what is wrong with it.
 */
int schema_parse(const char *buf, size_t len);

/*
 * Reads a stored blob.  Accepts any JSON object with a valid "id" (unknown
 * fields and odd values of known ones are kept: the getters of task.h treat
 * an ill-typed value as unset).  ERR_INVALID otherwise.
 */
int task_parse(struct task *out, const char *buf, size_t len, struct err *err);
/* The canonical bytes. */
void task_write(struct strbuf *out, const struct task *t);
/* "3f/3f9a1c2b7d4e5f60.json"; out has room for TASK_PATH_LEN + 1. */
#define TASK_PATH_LEN (3 + ID_LEN + 5)
void task_path(char out[TASK_PATH_LEN + 1], const char *id);
/* The id in such a path, or false. */
bool task_path_id(char out[ID_LEN + 1], const char *path);

/*
 * The public object (formats/output.md): every known field, when unset null (a
 * set or log [], a map {}, deleted false), in the order of field_defs; unknown fields; status = `effective`,
 * "stored_status" when it differs; "blocked_by" an array of ids;
 * "quality_score" (alias of feedback_quality); no stamps.  `blocked_by` may be NULL.
 */
struct json *task_public(const struct task *t, enum status effective,
			 const struct strvec *blocked_by);

#endif
