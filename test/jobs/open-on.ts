/** Knows how a test opens the program on a data folder, in its own process or in one that it starts. */
import { openApp, openAppLog, type App } from '../../app.ts'
import { parseConfig } from '../../config.ts'
import type { Clock } from '../../jobs/step.ts'

/** Opens the program as a service would, with a short lease; its log is kept to the test that asks for it. */
export const openOn = (
  directory: string,
  {
    clock,
    leaseSeconds = 60,
    environment = {},
    write = () => undefined,
  }: {
    clock?: Clock
    leaseSeconds?: number
    environment?: Readonly<Record<string, string>>
    write?: (line: string) => unknown
  } = {},
): Promise<App> => {
  const config = parseConfig({ ...environment, BEIZENG_LEASE_SECONDS: String(leaseSeconds) })
  const log = openAppLog(config, { service: true, write })
  return openApp(config, { directory, language: 'zh', log, ...(clock ? { clock } : {}) })
}
