/** Knows one measurement in a process of its own: `read-once.ts <reader> <file or folder>` prints time, peak memory and what was read. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { READERS } from './readers.ts'

const [name = '', path = ''] = process.argv.slice(2)

/** The most memory that the process ever held, in MB; Linux says it of the process alone, others of what started it too. */
const peakMemory = (): number => {
  try {
    const line = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))
    if (line) return Number(line[1]) / 1024
  } catch {
    // There is no such file elsewhere.
  }
  return process.resourceUsage().maxRSS / 1024
}

const read = await READERS[name]?.()
const files = statSync(path).isDirectory() ? readdirSync(path).map((file) => `${path}/${file}`) : [path]
const imported = peakMemory()
const [started, busy] = [performance.now(), process.cpuUsage()]
/** A process that lives longer has its first files behind it. */
const WARM_AFTER = 200
let [cells, sum, warmFrom] = [0, 0, started]
for (const [index, file] of (read ? files : []).entries()) {
  if (index === WARM_AFTER) warmFrom = performance.now()
  const reading = await read?.(readFileSync(file))
  cells += reading?.cells ?? 0
  sum += reading?.sum ?? 0
}
const ms = performance.now() - started
const warm = performance.now() - warmFrom
const { user, system } = process.cpuUsage(busy)
const cpu = (user + system) / 1000
console.log(JSON.stringify({ ms, warm, cpu, memory: peakMemory(), imported, cells, sum }))
