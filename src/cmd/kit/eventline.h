/*
 * eventline.h - one event as a line for people.
 */
#ifndef CMD_KIT_EVENTLINE_H
#define CMD_KIT_EVENTLINE_H

#include "data/json.h"
#include "db/index/view.h"
#include "front/cmd.h"

/* "2026-11-30T10:00:00Z 3f9a1c2b completed  Title (Ann)"; e: of events_json. */
void eventline_print(struct ctx *ctx, const struct view *v,
		     const struct json *e);

#endif
