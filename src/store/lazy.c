#define STORE_LAZY_C 1
#include "base/base.h"
#include "store/lazy.h"
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

/* Filled once by libgit2_load, constant from then on. */
static struct libgit2 calls;
static void *library;

const struct libgit2 *libgit2(void)
{
	if (!library)
		BUG("libgit2 is not loaded");
	return &calls;
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
	const char *why, *missing = NULL;
	void *handle;

	if (library)
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
	if (!find(handle, #name, &calls.name))				\
		missing = #name;
	LIBGIT2_CALLS(LIBGIT2_FIND)
#undef LIBGIT2_FIND
	if (missing) {
		dlclose(handle);
		return err_set(err, ERR_FATAL, "%s lacks %s", LIBGIT2_FILE,
			       missing);
	}
	library = handle;
	return 0;
}
