/*
 * serve-open.c - showing the page in a browser.
 */
#include "base/base.h"
#include "cmd/run/serve-open.h"

#include <fcntl.h>

#include "base/mem.h"
#include "base/proc.h"

static int write_private(const char *path, const struct strbuf *text,
			 struct err *err)
{
	int fd, ret = 0;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(err, ERR_FAILED, "cannot write '%s'", path);
	if (write(fd, text->buf, text->len) != (ssize_t)text->len)
		ret = err_errno(err, ERR_FAILED, "cannot write '%s'", path);
	if (close(fd) < 0 && ret == 0)
		ret = err_errno(err, ERR_FAILED, "cannot write '%s'", path);
	return ret;
}

/* The address is ours: a host, a port and hex digits. */
static int write_door(const char *path, const char *url, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int ret;

	strbuf_addf(&text, "<!doctype html>\n<meta charset=\"utf-8\">\n"
		    "<title>git task</title>\n<meta http-equiv=\"refresh\" "
		    "content=\"0;url=%s\">\n<a href=\"%s\">git task</a>\n",
		    url, url);
	ret = write_private(path, &text, err);
	strbuf_release(&text);
	return ret;
}

int serve_open(char **file, struct db *db, const char *url, struct err *err)
{
	struct proc p;
	int ret;

	if (db_local_mkdir(db, err) < 0)
		return -1;
	*file = db_local_path(db, "serve.html");
	if (write_door(*file, url, err) < 0)
		return -1;
	proc_init(&p);
	strvec_pushl(&p.argv, "git", "web--browse", *file, NULL);
	ret = proc_leave(&p, err);
	proc_release(&p);
	return ret;
}

void serve_opened(char *file)
{
	if (file)
		unlink(file);
	free(file);
}
