/*
 * exec-packages.h - packages that code asks for: Python's by pip, JavaScript's by npm.
 *
 * A set of packages is a folder of its own, <commondir>/git-task/packages/<kind>/<sum>,
 * made once and read by every run that names the same set: a venv (python), or
 * node_modules (javascript, typescript).  It can be deleted at any moment.
 *
 * Nothing of a package runs while it is installed: npm runs with --ignore-scripts, pip
 * takes wheels only (--only-binary :all:).  Where the run is in a box (exec-box.h), so is
 * the installation: it has a network and may write to that folder alone.  The index is
 * the tools' default one, or what the variables of pip and npm say (PIP_INDEX_URL,
 * NPM_CONFIG_REGISTRY and what goes with them); files of the work tree do not choose it.
 */
#ifndef FEAT_EXEC_EXEC_PACKAGES_H
#define FEAT_EXEC_EXEC_PACKAGES_H

#include "base/base.h"
#include "base/err.h"
#include "base/strvec.h"
#include "feat/exec/exec.h"

/* Of one run. */
#define PACKAGES_MAX 32

/*
 * Are these names of packages, with a version at most?  Python: "six", "six==1.16.0",
 * "requests[socks]>=2" (PEP 508 without addresses and markers); npm: "lodash",
 * "@scope/name@^1.2".  Addresses, paths, files, options and aliases are refused, and so
 * is a language without packages.  ERR_INVALID says which one and why.
 */
int packages_check(const struct strvec *names, enum exec_language l,
		   struct err *err);
/*
 * May they be installed?  `allowed` is task.exec.packages: "" (unset), "any", "none", or
 * names with spaces or commas between, without versions.  Unset allows what a person
 * types, and no tool (`tool`).  ERR_FAILED names the setting.
 */
int packages_allowed(const struct strvec *names, const char *allowed,
		     bool tool, struct err *err);
/*
 * The folder of req->packages, installed now unless it is there; caller frees.  `boxed`:
 * in the box.  ERR_FAILED: what pip or npm said last; nothing half made is used later.
 */
int packages_ready(char **dir, const struct exec_request *req, bool boxed,
		   struct err *err);

/* Inside such a folder. */
#define PACKAGES_PYTHON "venv/bin/python"
#define PACKAGES_NODE "node_modules"
#define PACKAGES_HOOK "resolve.mjs"	/* makes `import` find them, too */

#endif
