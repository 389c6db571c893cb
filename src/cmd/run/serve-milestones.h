/*
 * serve-milestones.h - how far each milestone is: GET /api/v1/milestones.
 */
#ifndef CMD_RUN_SERVE_MILESTONES_H
#define CMD_RUN_SERVE_MILESTONES_H

#include "data/json.h"
#include "db/core/db.h"

/*
 * The values of --phase, by name: an array of {"name", "tasks", "by_status", "done",
 * "last_deadline"}.  `tasks` are those that are not cancelled, `done` the part of them
 * that is completed, from 0 to 1 (null: there are none), `last_deadline` the latest of
 * the tasks, or null.
 */
int milestones_json(struct json **out, struct db *db, struct err *err);

#endif
