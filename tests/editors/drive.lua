-- What somebody does in Neovim: opens the file in AGENTLINT_FILE, reads the findings, types, saves. What was seen goes
-- to AGENTLINT_SEEN as JSON.

local function findings()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { line = one.lnum + 1, column = one.col + 1, severity = one.severity, message = one.message })
  end
  table.sort(found, function(a, b) return a.line < b.line end)
  return found
end

local function wait_for(what)
  return vim.wait(30000, what, 20)
end

local seen = {}
local ok, fault = pcall(function()
  vim.cmd("edit " .. vim.fn.fnameescape(os.getenv("AGENTLINT_FILE")))
  seen.filetype = vim.bo.filetype
  seen.came = wait_for(function() return #findings() > 0 end)
  seen.opened = findings()

  vim.fn.cursor(4, 16)
  local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 10000)
  for _, answer in pairs(hover or {}) do
    seen.hover = answer.result and answer.result.contents.value
  end

  local line = vim.api.nvim_buf_get_lines(0, 3, 4, true)[1]
  vim.api.nvim_buf_set_lines(0, 3, 4, true, { (line:gsub("Gerp", "Grep")) })
  seen.gone = wait_for(function() return #findings() < #seen.opened end)
  seen.typed = findings()
  vim.cmd("write")
  seen.modified = vim.bo.modified
end)
seen.fault = not ok and tostring(fault) or nil

local file = io.open(os.getenv("AGENTLINT_SEEN"), "w")
file:write(vim.json and vim.json.encode(seen) or vim.fn.json_encode(seen))
file:close()
vim.cmd("qall!")
