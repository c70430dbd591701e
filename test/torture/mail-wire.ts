/** A wire between a worker and a mail server that sees the final dot go by, and can cut itself before or after it. */
import { connect, createServer, type Socket } from 'node:net'

export interface Wire {
  readonly port: number
  close(): Promise<void>
}

export interface WireEvents {
  /** A mail begins; the wire may be cut before anything of it goes on. */
  cutsBeforeDot(): boolean
  /**
   * The dot has gone on to the server. What follows may be withheld from the worker: `cut` ends the connection, `die`
   * lets the worker be killed before it hears the answer.
   */
  afterDot(): 'go on' | 'cut' | 'die'
  kill(): void
}

const DOT = '\r\n.\r\n'

const join = (client: Socket, port: number, events: WireEvents): void => {
  const server = connect(port, '127.0.0.1')
  const mail = { open: false, fresh: false, tail: '' }
  const end = () => {
    client.destroy()
    server.destroy()
  }
  for (const socket of [client, server]) {
    socket.on('error', end)
    socket.on('close', end)
  }
  server.on('data', (chunk: Buffer) => {
    if (/(?:^|\n)354[ -]/.test(chunk.toString('latin1')))
      Object.assign(mail, { open: true, fresh: true, tail: '\r\n' })
    client.write(chunk)
  })
  client.on('data', (chunk: Buffer) => {
    if (!mail.open) {
      server.write(chunk)
      return
    }
    if (mail.fresh && events.cutsBeforeDot()) return end()
    mail.fresh = false
    mail.tail = (mail.tail + chunk.toString('latin1')).slice(-DOT.length)
    if (mail.tail !== DOT) {
      server.write(chunk)
      return
    }
    mail.open = false
    const then = events.afterDot()
    if (then === 'go on') {
      server.write(chunk)
      return
    }
    // The server shall have it, and the worker shall not hear so.
    server.removeAllListeners('data')
    server.resume()
    if (then === 'die') events.kill()
    server.write(chunk, () => setTimeout(end, then === 'die' ? 300 : 30))
  })
}

/** Lays a wire to the server on a port. */
export const openWire = async (port: number, events: WireEvents): Promise<Wire> => {
  const clients = new Set<Socket>()
  const wire = createServer((client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    join(client, port, events)
  })
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve))
  const address = wire.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  return {
    port: address.port,
    close: async () => {
      for (const client of clients) client.destroy()
      await new Promise((resolve) => wire.close(resolve))
    },
  }
}
