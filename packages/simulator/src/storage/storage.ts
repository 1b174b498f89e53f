/** Something that reads from, or writes to, storage; `workUs` at its full bandwidth. */
export interface Transfer {
  remainingUs: number;
  /** When it ends if nothing changes; Infinity while storage is down. */
  endUs: number;
}

/**
 * The storage system: its share of bandwidth under faults, and the active transfers, which share it equally. Transfers
 * that use no storage (peer memory) are not kept here.
 */
export class Storage {
  private readonly active: Array<Transfer> = [];
  private readonly shares = new Map<string, number>();
  private sinceUs = 0;
  private share = 1;

  /** The share of its bandwidth that storage has now; 0 while it is down. */
  get bandwidthShare(): number {
    return this.share;
  }

  get isShared(): boolean {
    return this.active.length > 1 || this.share !== 1;
  }

  /** Whether it has all its bandwidth, and every active transfer is over by an instant. */
  isFreeBy(atUs: number): boolean {
    return this.share === 1 && this.active.every(({ endUs }) => endUs <= atUs);
  }

  start(nowUs: number, workUs: number): Transfer {
    const transfer = { remainingUs: workUs, endUs: nowUs };
    this.begin(nowUs, transfer);
    return transfer;
  }

  /** Takes a transfer in: from now on it has a share of the bandwidth, and an end. */
  begin(nowUs: number, transfer: Transfer): void {
    if (this.active.length > 0) this.progress(nowUs);
    this.sinceUs = nowUs;
    this.active.push(transfer);
    this.updateEnds(nowUs);
  }

  /** Takes a transfer out: it ended, or was given up. */
  stop(nowUs: number, transfer: Transfer): void {
    const index = this.active.indexOf(transfer);
    if (index < 0) return;
    this.progress(nowUs);
    if (index === this.active.length - 1) this.active.pop();
    else this.active.splice(index, 1);
    this.updateEnds(nowUs);
  }

  /** Puts a fault's share in force, or takes it away (`undefined`). Shares of several faults multiply. */
  setShare(nowUs: number, faultId: string, share: number | undefined): void {
    const isNew = share !== undefined && !this.shares.has(faultId);
    if (share === undefined) this.shares.delete(faultId);
    else this.shares.set(faultId, share);
    // In the order in which they struck, so that one more is one more factor.
    if (isNew) this.take(nowUs, this.share * share);
    else this.refresh(nowUs);
  }

  /** A fault's share is no longer there; it counts until {@link refresh}. */
  forget(faultId: string): void {
    this.shares.delete(faultId);
  }

  /** Works out the share anew. */
  refresh(nowUs: number): void {
    let product = 1;
    for (const share of this.shares.values()) product *= share;
    this.take(nowUs, product);
  }

  private take(nowUs: number, share: number): void {
    this.progress(nowUs);
    this.share = share;
    this.updateEnds(nowUs);
  }

  private progress(nowUs: number): void {
    const done = (nowUs - this.sinceUs) * this.rate();
    for (const transfer of this.active) transfer.remainingUs = Math.max(0, transfer.remainingUs - done);
    this.sinceUs = nowUs;
  }

  private updateEnds(nowUs: number): void {
    const rate = this.rate();
    for (const transfer of this.active) {
      transfer.endUs = rate === 0 ? Number.POSITIVE_INFINITY : nowUs + Math.ceil(transfer.remainingUs / rate - 1e-6);
    }
  }

  private rate(): number {
    return this.active.length === 0 ? 0 : this.share / this.active.length;
  }
}
