/*
 * gate.h - what a gate found, and the forms in which CI systems take it.
 *
 * The report (formats/gate.md, made by act/gate.h) is a JSON object; its `findings` are
 * what is to be shown beside the change.  Everything here is pure: a report comes in, a
 * text goes out.
 */
#ifndef FEAT_GATE_GATE_H
#define FEAT_GATE_GATE_H

#include "base/base.h"
#include "base/strbuf.h"
#include "data/json.h"

/* Fills report["findings"] from the rest, the worst first.  `file` is where a finding
 * is shown that belongs to none ("" : nowhere). */
void gate_findings(struct json *report, const char *file);

/* For people on a terminal: the words, the tasks, their criteria. */
void gate_text(struct strbuf *out, const struct json *report);
/* Workflow commands of GitHub Actions: "::error file=...,title=...::...". */
void gate_github(struct strbuf *out, const struct json *report);
/* Code Quality of GitLab (a JSON array in the form of Code Climate). */
void gate_codequality(struct strbuf *out, const struct json *report);
/* JUnit XML: a suite a task, a case a criterion. */
void gate_junit(struct strbuf *out, const struct json *report);
/* SARIF 2.1.0. */
void gate_sarif(struct strbuf *out, const struct json *report);
/* Markdown for a job's summary. */
void gate_summary(struct strbuf *out, const struct json *report);

#endif
