-- Stands in for conform.nvim and nvim-lint: takes the settings in AGENTLINT_SETTINGS as they do, runs what they name as
-- they do, and writes what comes of it to AGENTLINT_SEEN.

local file = os.getenv("AGENTLINT_FILE")
local seen = {}
local lint = { linters = {}, try_lint = function() end }
local conform = {}

package.preload["conform"] = function()
  return { setup = function(options) conform = options end }
end
package.preload["lint"] = function() return lint end
if not vim.lsp.config then
  vim.lsp.config = function(name, config) seen.config = { name = name, config = config } end
  vim.lsp.enable = function(name) seen.enabled = name end
end

dofile(os.getenv("AGENTLINT_SETTINGS"))
vim.cmd("edit " .. vim.fn.fnameescape(file))
local text = vim.fn.readfile(file)

local function run(command, arguments)
  local words = { command }
  for _, one in ipairs(arguments) do
    if type(one) == "function" then one = one() end
    table.insert(words, (one:gsub("%$FILENAME", file)))
  end
  return vim.fn.system(words, text)
end

if conform.formatters then
  local formatter = conform.formatters[conform.formatters_by_ft.markdown[1]]
  seen.formatted = run(formatter.command, formatter.args)
  seen.stdin = formatter.stdin
end
if lint.linters_by_ft then
  local linter = lint.linters[lint.linters_by_ft.markdown[1]]
  seen.found = linter.parser(run(linter.cmd, linter.args))
  seen.broken = linter.parser("no JSON")
  vim.diagnostic.set(vim.api.nvim_create_namespace("lint"), 0, seen.found)
  seen.shown = #vim.diagnostic.get(0)
end

local out = io.open(os.getenv("AGENTLINT_SEEN"), "w")
out:write(vim.json.encode(seen))
out:close()
vim.cmd("qall!")
