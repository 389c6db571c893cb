/*
 * lazy.h - libgit2, loaded when it is first needed.
 *
 * Linking with libgit2 maps a dozen libraries (TLS, SSH, HTTP, regular
 * expressions) into every process before main(): 1.4 ms, measured, which is
 * more than a whole `git --version`.  Reading a fresh index needs none of
 * them.  So the program is built against <git2.h> but opens the shared object
 * in store_setup(); the calls below go through a table that is filled there and
 * never changes after.  Their types come from <git2.h> itself.
 */
#ifndef STORE_MAKER_LAZY_H
#define STORE_MAKER_LAZY_H

#include "base/base.h"
#include "base/err.h"

#include <git2.h>
/* libgit2 1.8 moved git_error_clear() there */
#if LIBGIT2_VER_MAJOR > 1 || LIBGIT2_VER_MINOR >= 8
#include <git2/sys/errors.h>
#endif

/* Every function of libgit2 that store/ calls. */
#define LIBGIT2_CALLS(X)						\
	X(git_error_clear) X(git_error_last) X(git_libgit2_init)	\
	X(git_libgit2_opts) X(git_libgit2_shutdown) X(git_odb_free)	\
	X(git_odb_object_data) X(git_odb_object_free)			\
	X(git_odb_object_size) X(git_odb_object_type) X(git_odb_read)	\
	X(git_odb_read_header)				\
	X(git_odb_refresh) X(git_odb_write) X(git_oid_cmp)		\
	X(git_reference_create) X(git_reference_create_matching)	\
	X(git_reference_delete) X(git_reference_ensure_log)		\
	X(git_reference_free) X(git_reference_has_log)			\
	X(git_reference_iterator_free)					\
	X(git_reference_iterator_glob_new) X(git_reference_lookup)	\
	X(git_reference_name_to_id) X(git_reference_next_name)		\
	X(git_reference_target) X(git_repository_free)			\
	X(git_repository_odb) X(git_repository_open_bare)		\
	X(git_repository_set_ident)

struct libgit2 {
#define LIBGIT2_MEMBER(name) __typeof__(name) *name;
	LIBGIT2_CALLS(LIBGIT2_MEMBER)
#undef LIBGIT2_MEMBER
};

/* Opens the library at the first call.  ERR_FATAL when it is not there, too
 * old or lacks a function. */
int libgit2_load(struct err *err);
/* The table; a BUG before libgit2_load. */
const struct libgit2 *libgit2(void);

#ifndef STORE_LAZY_C
#define git_error_clear (libgit2()->git_error_clear)
#define git_error_last (libgit2()->git_error_last)
#define git_libgit2_init (libgit2()->git_libgit2_init)
#define git_libgit2_opts (libgit2()->git_libgit2_opts)
#define git_libgit2_shutdown (libgit2()->git_libgit2_shutdown)
#define git_odb_free (libgit2()->git_odb_free)
#define git_odb_object_data (libgit2()->git_odb_object_data)
#define git_odb_object_free (libgit2()->git_odb_object_free)
#define git_odb_object_size (libgit2()->git_odb_object_size)
#define git_odb_object_type (libgit2()->git_odb_object_type)
#define git_odb_read (libgit2()->git_odb_read)
#define git_odb_read_header (libgit2()->git_odb_read_header)
#define git_odb_refresh (libgit2()->git_odb_refresh)
#define git_odb_write (libgit2()->git_odb_write)
#define git_oid_cmp (libgit2()->git_oid_cmp)
#define git_reference_create (libgit2()->git_reference_create)
#define git_reference_create_matching \
	(libgit2()->git_reference_create_matching)
#define git_reference_delete (libgit2()->git_reference_delete)
#define git_reference_ensure_log (libgit2()->git_reference_ensure_log)
#define git_reference_free (libgit2()->git_reference_free)
#define git_reference_has_log (libgit2()->git_reference_has_log)
#define git_reference_iterator_free (libgit2()->git_reference_iterator_free)
#define git_reference_iterator_glob_new \
	(libgit2()->git_reference_iterator_glob_new)
#define git_reference_lookup (libgit2()->git_reference_lookup)
#define git_reference_name_to_id (libgit2()->git_reference_name_to_id)
#define git_reference_next_name (libgit2()->git_reference_next_name)
#define git_reference_target (libgit2()->git_reference_target)
#define git_repository_free (libgit2()->git_repository_free)
#define git_repository_odb (libgit2()->git_repository_odb)
#define git_repository_open_bare (libgit2()->git_repository_open_bare)
#define git_repository_set_ident (libgit2()->git_repository_set_ident)
#endif

#endif
