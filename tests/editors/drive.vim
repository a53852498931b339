" What somebody does in Vim: opens the file in AGENTLINT_FILE, reads the findings, types, saves. What was seen goes to
" AGENTLINT_SEEN as JSON.

function! s:Findings() abort
  return map(copy(get(get(g:ale_buffer_info, bufnr('%'), {}), 'loclist', [])),
  \   {_, one -> {'line': one.lnum, 'column': one.col, 'type': one.type, 'message': one.text}})
endfunction

function! s:Wait(what) abort
  for l:count in range(600)
    if a:what()
      return 1
    endif
    sleep 50m
  endfor
  return 0
endfunction

let s:seen = {}
try
  execute 'edit' fnameescape($AGENTLINT_FILE)
  let s:seen.filetype = &filetype
  call s:Wait({-> !empty(s:Findings())})
  let s:seen.opened = s:Findings()
  call setline(4, substitute(getline(4), 'Gerp', 'Grep', ''))
  call ale#Queue(0)
  call s:Wait({-> empty(s:Findings())})
  let s:seen.typed = s:Findings()
  write
  call s:Wait({-> !&modified && getline(5) ==# '---' && getline(6) ==# ''})
  let s:seen.modified = &modified
catch
  let s:seen.fault = v:exception . ' ' . v:throwpoint
endtry
call writefile([json_encode(s:seen)], $AGENTLINT_SEEN)
qall!
