/** Knows that an error of an engine is told as bad input where the person can mend it: a full disk, a database that is locked. */
import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import type { Engine } from './engine.ts'

const explained = new WeakSet<DatabaseConnection>()

const explainOn = (
  connection: DatabaseConnection,
  { explain }: Pick<Engine, 'explain'>,
): DatabaseConnection => {
  if (explained.has(connection)) return connection
  explained.add(connection)
  const execute = connection.executeQuery.bind(connection)
  return Object.assign(connection, {
    executeQuery: (async (query) => {
      try {
        return await execute(query)
      } catch (error) {
        throw explain(error)
      }
    }) satisfies DatabaseConnection['executeQuery'],
  })
}

/** A dialect whose statements fail as the engine explains it. */
export const explainErrors = (dialect: Dialect, engine: Pick<Engine, 'explain'>): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createDriver: () => {
    const driver = dialect.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    const acquireConnection: Driver['acquireConnection'] = async () => {
      try {
        return explainOn(await acquire(), engine)
      } catch (error) {
        throw engine.explain(error)
      }
    }
    return Object.assign(driver, { acquireConnection })
  },
})
