-- Requests from a file, in turn: "METHOD PATH [BODY]" a line.  A PATCH says the revision that its record has after as
-- many rounds.  Prints the figures of the run as one line.
local requests, at, round = {}, 0, 1

function init(args)
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%u+) (%S+) ?(.*)$")
    requests[#requests + 1] = {method, path, body ~= "" and body or nil}
  end
end

function request()
  at = at + 1
  if at > #requests then
    at, round = 1, round + 1
  end
  local r = requests[at]
  if r[1] == "PATCH" then
    wrk.headers["If-Match"] = '"' .. round .. '"'
  end
  return wrk.format(r[1], r[2], nil, r[3])
end

function done(summary, latency)
  local e = summary.errors
  print(string.format("figures %f %f %f %d %d", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, e.status, e.connect + e.read + e.write + e.timeout))
end
