using System.Text;
using Restante.Logs.Formats.Sentences;

namespace Restante.Unit.Logs.Formats.Sentences;

public sealed class LogfmtPairsTests
{
    [Theory]
    [InlineData("a=1 b=2", "b", "2")]
    [InlineData("a=\"x b=1\" b=2", "b", "2")]
    [InlineData("a=\"x\\\" b=1\" b=2", "b", "2")]
    [InlineData("a=\"x\\\\\" b=2", "b", "2")]
    [InlineData("b=\"host [192.0.2.7]\" c=1", "b", "host [192.0.2.7]")]
    [InlineData("b=\"never closed", "b", "never closed")]
    [InlineData("b=\"", "b", "")]
    [InlineData("b=\"\\", "b", "\\")]
    [InlineData("b=~null~ c=1", "b", "")]
    [InlineData("a=1 nothing", "b", "")]
    [InlineData("", "b", "")]
    public void A_value_ends_where_its_writer_ended_it(string pairs, string key, string value) =>
        Assert.Equal(value, Encoding.UTF8.GetString(LogfmtPairs.Value(Encoding.UTF8.GetBytes(pairs), Encoding.UTF8.GetBytes(key))));
}
