namespace Salus.Synthesis.Tables.Gate;

/// <summary>How the report looks: the tokens of the workbench, restated so that the file stands alone.</summary>
internal static class ReportStyle
{
    public const string Sheet = """
        :root {
          color-scheme: light dark;
          --paper: light-dark(#f6f6f4, #121416); --surface: light-dark(#fff, #191c1f); --line: light-dark(#e0e0da, #2f353a);
          --ink: light-dark(#1b1e21, #e8eaec); --muted: light-dark(#535a61, #aab2ba);
          --accent: light-dark(#0a6a63, #5ccabc); --accent-soft: light-dark(#e3f2f0, #12302d);
          --real: light-dark(#5b6672, #98a4b0); --synthetic: light-dark(#0a7d74, #4fd0c0);
          --rising: light-dark(#0a6a8f, #58b6e0); --falling: light-dark(#a8500f, #ee9a52); --difference: light-dark(#ad231b, #ff8d81);
          --pass: light-dark(#1b6a39, #82d49d); --pass-soft: light-dark(#e7f5ec, #142c1d);
          --warn: light-dark(#7d4c00, #efbf66); --warn-soft: light-dark(#fdf4e1, #2e2410);
          --fail: light-dark(#ad231b, #ff9d93); --fail-soft: light-dark(#fdeeec, #351a18);
          --note: light-dark(#535a61, #aab2ba); --note-soft: light-dark(#efefec, #22262a);
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 -apple-system, "Segoe UI", Roboto, "Noto Sans", Cantarell, "Liberation Sans", system-ui, sans-serif; font-variant-numeric: tabular-nums; }
        main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: .3rem 0 .4rem; letter-spacing: -.01em; }
        h2 { font-size: 1.25rem; margin: 0 0 .4rem; }
        h3 { font-size: 1.02rem; margin: 2rem 0 .5rem; }
        p { margin: 0 0 .75rem; max-width: 62ch; }
        section { margin-top: 2.6rem; }
        .mark { display: inline-block; margin: 0; padding: .15rem .6rem; border-radius: 999px; background: var(--accent-soft); color: var(--accent); font-weight: 600; font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; }
        .lead { color: var(--muted); }
        .verdict { margin-top: 1.5rem; padding: 1.25rem 1.4rem; border-radius: .75rem; border: 1px solid var(--line); border-left-width: .4rem; background: var(--surface); }
        .verdict.pass { border-left-color: var(--pass); } .verdict.warn { border-left-color: var(--warn); } .verdict.fail { border-left-color: var(--fail); }
        .verdict.fail h2 { color: var(--fail); } .verdict.pass h2 { color: var(--pass); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .6rem; margin: 1rem 0 0; }
        .tiles div { padding: .55rem .75rem; border-radius: .45rem; background: var(--note-soft); }
        .tiles .pass { background: var(--pass-soft); } .tiles .warn { background: var(--warn-soft); } .tiles .fail { background: var(--fail-soft); }
        .tiles dt { font-size: .8rem; color: var(--muted); } .tiles dd { margin: 0; font-size: 1.3rem; font-weight: 600; }
        ul { padding-left: 1.2rem; margin: .3rem 0; max-width: 75ch; } li { margin: .2rem 0; }
        .scroll { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; background: var(--surface); border: 1px solid var(--line); border-radius: .6rem; }
        caption { text-align: left; color: var(--muted); font-size: .82rem; padding: .2rem 0 .4rem; }
        th, td { text-align: left; vertical-align: top; padding: .6rem .8rem; border-top: 1px solid var(--line); font-weight: 400; }
        thead th { font-size: .82rem; color: var(--muted); border-top: 0; white-space: nowrap; }
        tbody th { font-weight: 600; min-width: 18rem; }
        .number { text-align: right; white-space: nowrap; }
        .words { display: block; font-weight: 400; font-size: .86rem; color: var(--muted); max-width: 46ch; }
        .badge { display: inline-block; white-space: nowrap; padding: .08rem .55rem; border-radius: 999px; font-size: .82rem; font-weight: 600; color: var(--note); background: var(--note-soft); }
        .badge.pass { color: var(--pass); background: var(--pass-soft); } .badge.warn { color: var(--warn); background: var(--warn-soft); } .badge.fail { color: var(--fail); background: var(--fail-soft); }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(19.5rem, 1fr)); gap: .9rem; align-items: start; }
        figure { margin: 0; padding: .7rem .8rem; background: var(--surface); border: 1px solid var(--line); border-radius: .6rem; break-inside: avoid; }
        figure.wide { overflow-x: auto; }
        figcaption { display: flex; justify-content: space-between; gap: 1rem; font-weight: 600; font-size: .92rem; margin-bottom: .3rem; overflow-wrap: anywhere; }
        figcaption span { font-weight: 400; color: var(--muted); white-space: nowrap; }
        .legend .real { color: var(--real); } .legend .synthetic { color: var(--synthetic); margin-left: .8rem; }
        svg.picture { display: block; max-width: 100%; height: auto; }
        svg.associations { max-width: none; }
        svg rect.real { fill: var(--real); } svg rect.synthetic { fill: var(--synthetic); } svg polyline.synthetic { stroke: var(--synthetic); }
        svg .rising { fill: var(--rising); } svg .falling { fill: var(--falling); } svg .difference { fill: var(--difference); }
        svg line.limit { stroke: var(--fail); }
        svg circle.pass { fill: var(--pass); } svg line.pass { stroke: var(--pass); }
        svg circle.warn { fill: var(--warn); } svg line.warn { stroke: var(--warn); }
        svg circle.fail { fill: var(--fail); } svg line.fail { stroke: var(--fail); }
        svg circle.unknown { fill: var(--note); } svg line.unknown { stroke: var(--note); }
        footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .88rem; }
        @media print {
          :root { color-scheme: light; }
          body { background: #fff; font-size: 11px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          main { max-width: none; padding: 0; }
          section { margin-top: 1.4rem; } tr, .verdict { break-inside: avoid; } h2, h3 { break-after: avoid; }
          .grid { grid-template-columns: repeat(3, 1fr); } figure { padding: .4rem; }
          .scroll, figure.wide { overflow: visible; } svg.associations { max-width: 100%; }
        }

        """;
}
