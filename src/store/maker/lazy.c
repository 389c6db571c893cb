/*
 * lazy.c - libgit2 opened as a library when it is first needed.
 */
#define STORE_LAZY_C 1
#include "base/base.h"
#include "store/maker/lazy.h"
#include <dlfcn.h>

#ifndef LIBGIT2_DIR
#define LIBGIT2_DIR "/usr/lib"
#endif

/* The name that the linker would have recorded. */
#ifdef __APPLE__
#define LIBGIT2_FILE "libgit2." LIBGIT2_SOVERSION ".dylib"
#else
#define LIBGIT2_FILE "libgit2.so." LIBGIT2_SOVERSION
#endif

struct loaded {
	void *library;		/* NULL until libgit2_load has succeeded */
	struct libgit2 calls;
};

/* Where the dynamic linker would keep the addresses: one set per process,
 * filled once, constant from then on. */
static struct loaded *loaded(void)
{
	static struct loaded once;

	return &once;
}

const struct libgit2 *libgit2(void)
{
	if (!loaded()->library)
		BUG("libgit2 is not loaded");
	return &loaded()->calls;
}

/* POSIX lets dlsym() results be functions; C has no cast for it. */
static bool find(void *handle, const char *name, void *slot)
{
	void *p = dlsym(handle, name);

	memcpy(slot, &p, sizeof(p));
	return p != NULL;
}

int libgit2_load(struct err *err)
{
	struct loaded *l = loaded();
	const char *why, *missing = NULL;
	void *handle;

	if (l->library)
		return 0;
	handle = dlopen(LIBGIT2_FILE, RTLD_LAZY | RTLD_LOCAL);
	if (!handle)
		handle = dlopen(LIBGIT2_DIR "/" LIBGIT2_FILE,
				RTLD_LAZY | RTLD_LOCAL);
	if (!handle) {
		why = dlerror();
		return err_set(err, ERR_FATAL, "cannot load %s: %s",
			       LIBGIT2_FILE, why ? why : "unknown reason");
	}
#define LIBGIT2_FIND(name)						\
	if (!find(handle, #name, &l->calls.name))				\
		missing = #name;
	LIBGIT2_CALLS(LIBGIT2_FIND)
#undef LIBGIT2_FIND
	if (missing) {
		dlclose(handle);
		return err_set(err, ERR_FATAL, "%s lacks %s", LIBGIT2_FILE,
			       missing);
	}
	l->library = handle;
	return 0;
}
