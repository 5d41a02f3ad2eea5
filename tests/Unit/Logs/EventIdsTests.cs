using System.Reflection;
using Microsoft.Extensions.Logging;
using Restante.Logs;
using Restante.Server.Diagnostics;

namespace Restante.Unit.Logs;

public sealed class EventIdsTests
{
    private static readonly List<int> Ids = [.. typeof(EventIds).GetFields().Select(f => (int)f.GetRawConstantValue()!)];

    private static readonly List<LoggerMessageAttribute> Messages =
        [.. typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()];

    [Fact]
    public void A_number_is_used_once() => Assert.Equal(Ids.Order(), Ids.Distinct().Order());

    [Fact]
    public void Every_message_has_one_of_the_numbers_and_every_number_one_message() =>
        Assert.Equal(Ids.Order(), Messages.Select(m => m.EventId).Order());

    [Fact]
    public void Every_message_has_a_name_of_its_own_that_scripts_can_search_for()
    {
        Assert.All(Messages, m => Assert.Matches("^[a-z]+(-[a-z]+)*$", m.EventName));
        Assert.Equal(Messages.Count, Messages.Select(m => m.EventName).Distinct().Count());
    }

    [Fact]
    public void Every_message_names_its_session_first() =>
        Assert.All(Messages, m => Assert.StartsWith("{session}", m.Message, StringComparison.Ordinal));
}
