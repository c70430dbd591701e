/** Knows what the tests of work stand on: a data folder, a workbook to send, and a clock that a test moves. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach } from 'vitest'
import { readCatalogue, systemClock, type App } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import { writeTemplate, type TemplateOrder } from '../../workbooks/write-template.ts'
import { openOn } from './open-on.ts'

/** A data folder of its own for each test, and every program opened on it closed at its end. */
export const eachInFolder = () => {
  let folder = ''
  const opened: App[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'beizeng-jobs-'))
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((app) => app.close()))
    await rm(folder, { recursive: true })
  })
  return {
    get folder() {
      return folder
    },
    get data() {
      return join(folder, 'data')
    },
    open: async (options: Parameters<typeof openOn>[1] = {}) => {
      const app = await openOn(join(folder, 'data'), options)
      opened.push(app)
      return app
    },
  }
}

/** A clock that stands until it is moved. */
export const openTestClock = (start: string) => {
  let instant = start
  return {
    ...systemClock,
    now: () => instant,
    advance: (milliseconds: number) => {
      instant = systemClock.later(instant, milliseconds)
    },
    set: (to: string) => {
      instant = to
    },
  }
}

/** A workbook of 省统计局 for a year with one figure; another figure makes another file. */
export const composeWorkbook = async (period: string, value: number): Promise<Uint8Array> => {
  const seeds = fileURLToPath(new URL('../../seeds', import.meta.url))
  const { forms, reportingUnits, variables } = await readCatalogue(parseConfig({ BEIZENG_SEEDS: seeds }))
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  return writeTemplate({
    form,
    unit,
    period: period as TemplateOrder['period'],
    variables,
    entries: [{ variable: 'digital_economy_va', measure: 'current', value }],
  })
}
