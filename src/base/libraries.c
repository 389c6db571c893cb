/*
 * libraries.c - the dynamic linker asked what it has loaded.
 */
#include "base/base.h"
#include "base/libraries.h"

#if defined(__APPLE__)
#include <mach-o/dyld.h>

void libraries_loaded(struct strvec *out)
{
	uint32_t i;

	for (i = 1; i < _dyld_image_count(); i++)
		strvec_push(out, _dyld_get_image_name(i));
}

#elif defined(__linux__) || defined(__FreeBSD__)
#include <link.h>

static int add_library(struct dl_phdr_info *info, size_t size, void *out)
{
	(void)size;
	if (info->dlpi_name && *info->dlpi_name == '/')
		strvec_push(out, info->dlpi_name);
	return 0;
}

void libraries_loaded(struct strvec *out)
{
	dl_iterate_phdr(add_library, out);
}

#else

void libraries_loaded(struct strvec *out)
{
	(void)out;
}
#endif
