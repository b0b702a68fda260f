/** Counters, gauges and histograms in Prometheus' text format (version 0.0.4). */
type Labels = Readonly<Record<string, string>>;

/** Upper bounds in seconds. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function written(labels: Labels): string {
  const parts = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

interface Family {
  help: string;
  type: "counter" | "gauge" | "histogram";
  lines(name: string): string[];
}

export class Metrics {
  readonly #families = new Map<string, Family>();

  #add(name: string, family: Family): void {
    if (this.#families.has(name)) throw new Error(`the metric ${name} exists already`);
    this.#families.set(name, family);
  }

  /** Returns the function that counts. */
  counter(name: string, help: string): (labels?: Labels, by?: number) => void {
    const values = new Map<string, number>();
    this.#add(name, {
      help,
      type: "counter",
      lines: () => [...values].map(([labels, value]) => `${name}${labels} ${value}`),
    });
    return (labels = {}, by = 1) => {
      const key = written(labels);
      values.set(key, (values.get(key) ?? 0) + by);
    };
  }

  /** `read` is called whenever the metrics are read: one value, or one a label set. */
  gauge(name: string, help: string, read: () => number | readonly (readonly [Labels, number])[]): void {
    this.#add(name, {
      help,
      type: "gauge",
      lines() {
        const value = read();
        const rows = typeof value === "number" ? [[{}, value] as const] : value;
        return rows.map(([labels, number]) => `${name}${written(labels)} ${number}`);
      },
    });
  }

  /** Returns the function that takes one observation in seconds. */
  histogram(name: string, help: string): (labels: Labels, seconds: number) => void {
    const series = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();
    this.#add(name, {
      help,
      type: "histogram",
      lines: () =>
        [...series.values()].flatMap(({ labels, counts, sum, count }) => [
          ...BUCKETS.map(
            (bound, index) => `${name}_bucket${written({ ...labels, le: String(bound) })} ${counts[index]}`,
          ),
          `${name}_bucket${written({ ...labels, le: "+Inf" })} ${count}`,
          `${name}_sum${written(labels)} ${sum}`,
          `${name}_count${written(labels)} ${count}`,
        ]),
    });
    return (labels, seconds) => {
      const key = written(labels);
      let one = series.get(key);
      if (one === undefined) series.set(key, (one = { labels, counts: BUCKETS.map(() => 0), sum: 0, count: 0 }));
      BUCKETS.forEach((bound, index) => {
        if (seconds <= bound) (one.counts[index] as number) += 1;
      });
      one.sum += seconds;
      one.count += 1;
    };
  }

  text(): string {
    return (
      [...this.#families]
        .flatMap(([name, family]) => [
          `# HELP ${name} ${family.help}`,
          `# TYPE ${name} ${family.type}`,
          ...family.lines(name),
        ])
        .join("\n") + "\n"
    );
  }
}
