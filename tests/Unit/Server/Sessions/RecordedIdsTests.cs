using System.Globalization;
using Restante.Logs;
using Restante.Protocol.Pop3;
using Restante.Server.Sessions;

namespace Restante.Unit.Server.Sessions;

public sealed class RecordedIdsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(1234)]
    public void However_many_unique_ids_of_any_length_there_are_no_record_cuts_one_off(int count)
    {
        var ids = Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture).PadLeft(UniqueId.MaxLength, 'x')).ToList();
        var values = RecordedIds.Of(ids).ToList();
        Assert.All(values, v => Assert.InRange(v.Length, 1, RecordWriter.MaxValueLength));
        Assert.Equal(ids, values.SelectMany(v => v.Split(',')));
    }
}
