/*
 * static.c - the same bytes for every request, by libmicrohttpd: what `git task
 * serve` is measured against.
 *
 *	static FILE		says its port, serves until it is killed
 */
#include "base/base.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/file.h"

static struct strbuf file = STRBUF_INIT;

static enum MHD_Result answer(void *data, struct MHD_Connection *c,
			      const char *url, const char *method,
			      const char *version, const char *chunk,
			      size_t *chunk_len, void **slot)
{
	struct MHD_Response *r;
	enum MHD_Result ret;

	(void)data;
	(void)url;
	(void)method;
	(void)version;
	(void)chunk;
	(void)chunk_len;
	if (!*slot) {
		*slot = &file;
		return MHD_YES;
	}
	r = MHD_create_response_from_buffer(file.len, file.buf,
					    MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, "Content-Type", "application/json");
	ret = MHD_queue_response(c, 200, r);
	MHD_destroy_response(r);
	return ret;
}

int main(int argc, char **argv)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t len = sizeof(sa);
	struct MHD_Daemon *d;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (argc != 2 || file_read(&file, argv[1], 0, NULL) < 0 || fd < 0 ||
	    bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0 ||
	    listen(fd, 512) < 0 ||
	    getsockname(fd, (struct sockaddr *)&sa, &len) < 0)
		return 1;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	d = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, answer, NULL,
			     MHD_OPTION_LISTEN_SOCKET, fd,
			     MHD_OPTION_CONNECTION_LIMIT, 2000u,
			     MHD_OPTION_END);
	if (!d)
		return 1;
	printf("%u\n", (unsigned)ntohs(sa.sin_port));
	fflush(stdout);
	for (;;)
		MHD_run_wait(d, 1000);
}
