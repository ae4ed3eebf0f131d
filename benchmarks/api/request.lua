-- Arguments after `--`: the method, a file with a path a line, which are asked for in turn, and the body.
local paths, at, method, body = {}, 0, "GET", nil

function init(given)
  method = given[1]
  for path in io.lines(given[2]) do paths[#paths + 1] = path end
  if given[3] then
    body = given[3]
    wrk.headers["Content-Type"] = "application/json"
  end
end

function request()
  at = at % #paths + 1
  return wrk.format(method, paths[at], nil, body)
end
