" git-task.vim - tasks in Vim (8.1 and later) and Neovim.
"
" Put it into ~/.vim/plugin/ (Neovim: ~/.config/nvim/plugin/).
"
"	:Task [query]		lists tasks: Enter shows one, s starts, c completes,
"				p records progress, a adds, r lists again, q closes
"	:TaskAdd <title>	adds one
"	:TaskTodo		the TODO comments of the project as a quickfix list
"
" In a commit message CTRL-X CTRL-U completes the id of an open task.

if exists('g:loaded_git_task') || &compatible
	finish
endif
let g:loaded_git_task = 1

" Runs git task; lines of its answer.  What goes wrong is shown, and [] returned.
function! s:run(words) abort
	let l:cmd = 'git-task ' . join(map(copy(a:words), 'shellescape(v:val)'))
	let l:out = systemlist(l:cmd . ' 2>&1')
	if v:shell_error
		echohl ErrorMsg
		echomsg get(l:out, 0, 'git-task failed')
		echohl None
		return []
	endif
	return l:out
endfunction

function! s:fill() abort
	let l:line = line('.')
	setlocal modifiable
	silent %delete _
	call setline(1, s:run(['list', '-q', '--limit', '0', '--format',
		\ '%(id:short)  %(status)  %(priority)  %(title)'] + b:git_task_query))
	setlocal nomodifiable nomodified
	call cursor(l:line, 1)
endfunction

function! s:id() abort
	return matchstr(getline('.'), '^\x\{8}')
endfunction

function! s:do(words) abort
	if s:id() ==# ''
		return
	endif
	call s:run([a:words[0], '-q', s:id()] + a:words[1:])
	call s:fill()
endfunction

function! s:progress() abort
	let l:text = input('progress: ')
	if l:text !=# ''
		call s:do(['progress', l:text])
	endif
endfunction

function! s:show() abort
	let l:id = s:id()
	if l:id ==# ''
		return
	endif
	new
	setlocal buftype=nofile bufhidden=wipe noswapfile
	call setline(1, s:run(['show', l:id]))
	setlocal nomodifiable
	nnoremap <buffer> <silent> q :close<CR>
endfunction

function! s:list(query) abort
	new
	setlocal buftype=nofile bufhidden=wipe noswapfile nowrap cursorline
	let b:git_task_query = a:query
	nnoremap <buffer> <silent> <CR> :call <SID>show()<CR>
	nnoremap <buffer> <silent> s :call <SID>do(['start'])<CR>
	nnoremap <buffer> <silent> c :call <SID>do(['complete'])<CR>
	nnoremap <buffer> <silent> p :call <SID>progress()<CR>
	nnoremap <buffer> a :TaskAdd<Space>
	nnoremap <buffer> <silent> r :call <SID>fill()<CR>
	nnoremap <buffer> <silent> q :close<CR>
	call s:fill()
endfunction

function! s:add(title) abort
	let l:id = get(s:run(['add', '-q', '--', a:title]), 0, '')
	if l:id !=# '' && exists('b:git_task_query')
		call s:fill()
	endif
	echo l:id
endfunction

function! GitTaskComplete(findstart, base) abort
	if a:findstart
		return match(strpart(getline('.'), 0, col('.') - 1), '\x*$')
	endif
	let l:out = []
	for l:line in s:run(['list', '-q', '--limit', '0', '--format',
		\ '%(id:short) %(title)'])
		if l:line[:7] =~# '^' . a:base || l:line =~? a:base
			call add(l:out, {'word': l:line[:7], 'menu': l:line[9:]})
		endif
	endfor
	return l:out
endfunction

command! -nargs=* Task call s:list([<f-args>])
command! -nargs=+ TaskAdd call s:add(<q-args>)
" "-         file:line: text", the task in front
command! TaskTodo cexpr map(s:run(['todo', '-q']),
	\ 'substitute(v:val, "^\\S\\+\\s\\+", "", "")') | copen

augroup git_task
	autocmd!
	autocmd FileType gitcommit setlocal completefunc=GitTaskComplete
augroup END
