/*
 * session-prom.c - the agents' families of the Prometheus text format.
 */
#include "base/base.h"
#include "feat/session/session.h"

#include "feat/measure/promtext.h"

static void print_tokens(struct prom_text *out,
			 const struct session_list *sessions)
{
	const char *name = "git_task_agent_tokens_total";
	struct session_sums sums;
	struct strbuf label = STRBUF_INIT;

	session_sums(&sums, sessions, SESSION_BY_BOTH, WHEN_NONE, INT64_MAX,
		     NULL);
	if (sums.nr)
		prom_family(out, name, "counter", "Tokens that agents used, "
			    "by agent, model and direction.");
	for (size_t i = 0; i < sums.nr; i++) {
		const struct session_tokens *n = &sums.v[i].tokens;
		const struct {
			const char *direction;
			double nr;
		} ways[] = {
			{ "cache_creation", n->cache_creation },
			{ "cache_read", n->cache_read },
			{ "input", n->input },
			{ "output", n->output },
		};

		for (size_t k = 0; k < ARRAY_SIZE(ways); k++) {
			strbuf_reset(&label);
			prom_label(&label, "agent", sums.v[i].agent);
			prom_label(&label, "model", sums.v[i].model);
			prom_label(&label, "direction", ways[k].direction);
			prom_value(out, name, label.buf, ways[k].nr);
		}
	}
	session_sums_release(&sums);
	strbuf_release(&label);
}

/* Every state and severity has its series, also when it is 0. */
void session_prometheus(struct prom_text *out, const struct session_list *l)
{
	struct strbuf label = STRBUF_INIT;
	struct session_sums all;

	session_sums(&all, l, SESSION_BY_ALL, WHEN_NONE, INT64_MAX, NULL);
	prom_family(out, "git_task_agent_sessions", "gauge",
	       "Sessions of agents by state.");
	for (int i = 0; i < SESSION_STATE_NR; i++) {
		strbuf_reset(&label);
		prom_label(&label, "state", session_state_names[i]);
		prom_value(out, "git_task_agent_sessions", label.buf,
		      (double)all.v[0].states[i]);
	}
	print_tokens(out, l);
	prom_family(out, "git_task_agent_errors_total", "counter",
	       "Errors that agents logged, by severity.");
	for (int i = 0; i < SEVERITY_NR; i++) {
		strbuf_reset(&label);
		prom_label(&label, "severity", severity_names[i]);
		prom_value(out, "git_task_agent_errors_total", label.buf,
		      (double)all.v[0].errors[i]);
	}
	session_sums_release(&all);
	strbuf_release(&label);
}
