using System.Globalization;
using System.Xml;
using Restante.Client.Conformance;

namespace Restante.Cli.Commands.Conform;

/// <summary>JUnit's XML, as build servers read it: a suite a clause.</summary>
internal static class ConformJunit
{
    public static void Write(ConformanceReport report, TextWriter output)
    {
        // What XML cannot hold is escaped before it comes here: transcripts and reasons are printable.
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", $"POP3 conformance of {report.Target}");
        foreach (var clause in report.Results.GroupBy(r => r.Case.Clause).OrderBy(c => c.Key.Order))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", clause.Key.ToString());
            xml.WriteAttributeString("tests", Number(clause.Count()));
            xml.WriteAttributeString("failures", Number(clause.Count(r => r.Verdict == Verdict.Fail)));
            xml.WriteAttributeString("errors", Number(clause.Count(r => r.Verdict == Verdict.NotTried)));
            xml.WriteAttributeString("skipped", Number(clause.Count(r => r.Verdict == Verdict.NotApplicable)));
            foreach (var result in clause)
            {
                Write(xml, result);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", result.Case.Clause.ToString());
        xml.WriteAttributeString("name", result.Case.Name);
        xml.WriteAttributeString("time", result.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        var element = result.Verdict switch { Verdict.Fail => "failure", Verdict.NotTried => "error", Verdict.NotApplicable => "skipped", _ => null };
        if (element is not null)
        {
            xml.WriteStartElement(element);
            xml.WriteAttributeString("message", $"{result.Case.Title}: {result.Why}");
            xml.WriteString(string.Join('\n', result.Transcript));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
