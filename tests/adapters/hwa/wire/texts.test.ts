import fc from "fast-check";
import { expect, it } from "vitest";
import { readErrorBody } from "#adapters/hwa/wire/error-body.ts";
import { readJobDescription } from "#adapters/hwa/wire/job-description.ts";
import { parseMetricsText } from "#adapters/hwa/wire/metrics-text.ts";

it("metrics are read with labels, escapes, exemplars and all numbers", () => {
  const text = [
    "# HELP application_wa_JobsByWorkstation_jobs Jobs",
    'application_wa_JobsByWorkstation_jobs{workstation="/MDM",jobstatus="ERROR"} 2',
    'odd{path="C:\\\\in \\"a\\", {b} = c\\nd",} 1.5e3 1700000000000',
    'seconds_bucket{le="+Inf"} 7 # {trace_id="x"} 0.5 1.7',
    "a NaN",
    "b +Inf\r",
    "c -2",
    "not a sample",
    "# EOF",
  ].join("\n");
  expect(parseMetricsText(text)).toEqual([
    {
      name: "application_wa_JobsByWorkstation_jobs",
      labels: { workstation: "/MDM", jobstatus: "ERROR" },
      value: 2,
    },
    { name: "odd", labels: { path: 'C:\\in "a", {b} = c\nd' }, value: 1_500 },
    { name: "seconds_bucket", labels: { le: "+Inf" }, value: 7 },
    { name: "a", labels: {}, value: Number.NaN },
    { name: "b", labels: {}, value: Number.POSITIVE_INFINITY },
    { name: "c", labels: {}, value: -2 },
  ]);
});

it("an empty text has no metrics, a web page is none", () => {
  expect(parseMetricsText("")).toEqual([]);
  expect(parseMetricsText("# EOF\n")).toEqual([]);
  expect(parseMetricsText("<html>\n<body>Login</body>")).toBeNull();
});

it("any error body gives a line that can be shown, each AWS code once", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      const { message, awsCodes } = readErrorBody(body);
      expect(awsCodes).toEqual([]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
      expect(message ?? "").not.toMatch(/[\u0000-\u001f]/);
    }),
  );
  const twice = JSON.stringify({ messages: ["AWSJSY404E a", "AWSBIN076E b AWSJSY404E"], exceptionName: "X" });
  expect(readErrorBody(twice).awsCodes).toEqual(["AWSJSY404E", "AWSBIN076E"]);
  expect(readErrorBody("")).toEqual({ message: null, awsCodes: [] });
});

it("a job's words are what stands under whatever keys HWA has, and the comments are what to do", () => {
  expect(
    readJobDescription({
      JobStream: { description: "Folha diária", comments: "Ligar para o plantão\r\nramal 4" },
      Job: { description: "", comments: null },
      JobDefinition: "RB-17",
      more: [{ comments: "a" }, { comments: "a" }],
    }),
  ).toEqual({
    JobStream: { description: "Folha diária", instructions: "Ligar para o plantão\nramal 4" },
    JobDefinition: { description: "RB-17", instructions: null },
    more: { description: "a", instructions: null },
  });
  expect(readJobDescription(null)).toEqual({});
});
