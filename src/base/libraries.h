/*
 * libraries.h - which shared libraries this process runs with.
 */
#ifndef BASE_LIBRARIES_H
#define BASE_LIBRARIES_H

#include "base/base.h"
#include "base/strvec.h"

/*
 * Appends the paths of the shared libraries that are loaded at this moment, in the
 * order of loading, as the dynamic linker found them.  A library that is linked
 * in has no file and is not among them; nor is one that is not needed yet.
 * Nothing where the system can not tell.
 */
void libraries_loaded(struct strvec *out);

#endif
