#!/bin/sh
# data.sh N: N tasks as NDJSON for `git task import`: real-looking titles, 200
# bytes of description, about one dependency per task.  The same N always
# gives the same bytes.
LC_ALL=C exec awk -v n="${1:-10000}" 'BEGIN {
	srand(20261121)
	split("Add Fix Rewrite Document Test Review Deploy Measure Remove " \
		"Speed_up", verb, " ")
	split("login_form password_reset invoice_export search_index " \
		"payment_webhook user_profile audit_log rate_limiter " \
		"nightly_backup mobile_menu sign-up_mail error_page " \
		"report_generator session_store image_upload tax_rules", \
		thing, " ")
	split("for_guests on_slow_networks in_the_admin_area after_timeouts " \
		"with_two_factors for_large_accounts behind_the_proxy", \
		where, " ")
	split("pending pending pending in_progress completed completed", \
		status, " ")
	split("low medium medium high critical", priority, " ")
	split("api web db ops docs mobile", tag, " ")
	text = "Steps to reproduce, what was expected and what happened " \
		"instead are in the attached notes; keep the old behaviour " \
		"behind a switch until the next release, tell support, and " \
		"add a test that fails first. "
	for (i = 1; i <= n; i++) {
		id = sprintf("%08x%08x", (i * 2654435761) % 4294967296, i)
		ids[i] = id
		title = verb[1 + int(rand() * 10)] " " \
			thing[1 + int(rand() * 16)] " " \
			where[1 + int(rand() * 7)] " (" i ")"
		gsub(/_/, " ", title)
		line = "{\"id\":\"" id "\",\"title\":\"" title \
			"\",\"description\":\"" substr("Case " i ". " text, 1, 200) \
			"\",\"status\":\"" status[1 + int(rand() * 6)] \
			"\",\"priority\":\"" priority[1 + int(rand() * 5)] \
			"\",\"project\":\"p" int(rand() * 8) \
			"\",\"tags\":[\"" tag[1 + int(rand() * 6)] "\"]"
		if (rand() < 0.7)
			line = line ",\"assignee\":\"dev" int(rand() * 20) \
				"@example.com\""
		deps = int(rand() * 3)
		if (i > 1 && deps > 0) {
			a = ids[1 + int(rand() * (i - 1))]
			b = ids[1 + int(rand() * (i - 1))]
			line = line ",\"dependencies\":[\"" a "\"" \
				(deps > 1 && b != a ? ",\"" b "\"" : "") "]"
		}
		print line "}"
	}
}'
