-- bench/spread.lua — requests of wrk as a proxy on this machine passes them on: from 8,192 readers, so that none of
-- them meets the limit per address that the portal keeps all the while.
local readers, nth = {}, 0
local path
function init(args)
    path = wrk.path
    for i = 0, 8191 do
        local address = string.format("198.%d.%d.%d", 18 + i % 2, math.floor(i / 256) % 256, i % 256)
        readers[i] = wrk.format("GET", path, { ["X-Forwarded-For"] = address })
    end
end
function request()
    nth = (nth + 1) % 8192
    return readers[nth]
end
