/** Runs in a process of its own: takes the next job and is killed while it reads the workbook. */
import { workNext } from '../../jobs/ledger/ledger.ts'
import { openOn } from './open-on.ts'

const [directory = ''] = process.argv.slice(2)
const app = await openOn(directory, { leaseSeconds: 3 })
const readWorkbook = (): never => {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('unreachable')
}
await workNext({ ...app, readWorkbook }, 'dying')
