/*
 * local.c - messages for programs of this machine: the desktop, a command.
 */
#include "base/base.h"
#include "feat/tell/internal.h"

#include "base/proc.h"

#define TIMEOUT_MS 30000

enum tell_answer send_run(struct tell_sender *s, struct proc *p,
			  struct err *err)
{
	const char *name = p->argv.v[0];

	p->timeout_ms = s->timeout_ms ? s->timeout_ms : TIMEOUT_MS;
	p->out_max = (size_t)64 << 10;
	if (proc_run(p, err) < 0)
		return TELL_LATER;
	if (p->timed_out)
		err_set(err, ERR_FAILED, "'%s' took too long", name);
	else if (p->status)
		err_set(err, ERR_FAILED, "'%s' exited with %d%s%.*s", name,
			p->status, p->err_out.len ? ": " : "",
			(int)strcspn(p->err_out.buf, "\n"), p->err_out.buf);
	return p->status || p->timed_out ? TELL_LATER : TELL_SENT;
}

enum tell_answer send_desktop(struct tell_sender *s,
			      const struct tell_message *m, struct err *err)
{
	enum tell_answer answer;
	struct proc p;

	proc_init(&p);
	strvec_pushl(&p.argv, "notify-send", "--app-name=git-task", "--",
		     (char *)NULL);
	strvec_pushf(&p.argv, "git task: %s", message_member(m, "repository"));
	strvec_push(&p.argv, m->text);
	answer = send_run(s, &p, err);
	proc_release(&p);
	return answer;
}

/* Values of the environment: one line, no NUL. */
static void add_env(struct proc *p, const char *name, const char *value)
{
	strvec_pushf(&p->env, "GIT_TASK_NOTIFY_%s=%s", name, value);
}

enum tell_answer send_command(struct tell_sender *s,
			      const struct tell_message *m, struct err *err)
{
	const char *text = m->rule->argv;
	struct strbuf in = STRBUF_INIT;
	enum tell_answer answer;
	struct json *argv = NULL, *j;
	struct proc p;

	if (json_parse(&argv, text, strlen(text), err) < 0)
		return TELL_NEVER;
	proc_init(&p);
	json_each(j, argv)
		strvec_push(&p.argv, json_str(j));
	add_env(&p, "KEY", m->key);
	add_env(&p, "RULE", m->rule->name);
	add_env(&p, "EVENT", json_nr(m->events) > 1 ? "digest" :
		message_member(m, "event"));
	add_env(&p, "ID", message_member(m, "id"));
	add_env(&p, "TITLE", message_member(m, "title"));
	add_env(&p, "TEXT", m->text);
	message_json(&in, m);
	strbuf_addch(&in, '\n');
	p.in = in.buf;
	p.in_len = in.len;
	answer = send_run(s, &p, err);
	proc_release(&p);
	strbuf_release(&in);
	json_free(argv);
	return answer;
}
