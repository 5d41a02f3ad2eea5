using Restante.Client.Talk;
using Restante.Client.Wire;

namespace Restante.Unit.Client.Talk;

public sealed class TalkStateTests
{
    private readonly TalkState _state = new();

    [Fact]
    public void A_login_leads_from_authorization_to_transaction()
    {
        Say("USER ann");
        Assert.Equal(SessionState.Authorization, _state.State);
        Say("PASS secret", ReplyStatus.Error);
        Assert.Equal(SessionState.Authorization, _state.State);
        Say("PASS secret");
        Assert.Equal(SessionState.Transaction, _state.State);
        Assert.Equal("ann", _state.User);
    }

    [Theory]
    [InlineData("AUTH PLAIN AGFubgBzZWNyZXQ=")]
    [InlineData("APOP ann c4c9334bac560ecc979e58001b3e22fb")]
    public void Other_logins_do_too(string line)
    {
        Say(line);
        Assert.Equal(SessionState.Transaction, _state.State);
    }

    [Fact]
    public void A_list_of_mechanisms_is_no_login()
    {
        Say("AUTH");
        Assert.Equal(SessionState.Authorization, _state.State);
    }

    [Fact]
    public void Marks_are_counted_and_taken_back()
    {
        Say("PASS secret");
        Say("DELE 2");
        Say("DELE 7");
        Say("DELE 9", ReplyStatus.Error);
        Assert.Equal([2, 7], _state.Marked);
        Assert.Equal("transaction, 2 marked", _state.InWords);
        Say("RSET");
        Assert.Empty(_state.Marked);
    }

    [Theory]
    [InlineData("QUIT", ReplyStatus.Ok)]
    [InlineData("NOOP", ReplyStatus.Closed)]
    [InlineData("NOOP", ReplyStatus.Broken)]
    public void A_session_ends_by_QUIT_or_with_its_connection(string line, ReplyStatus status)
    {
        Say("PASS secret");
        Say(line, status);
        Assert.Equal(SessionState.Over, _state.State);
    }

    [Fact]
    public void A_QUIT_that_is_refused_ends_nothing()
    {
        Say("QUIT", ReplyStatus.Error);
        Assert.Equal(SessionState.Authorization, _state.State);
    }

    private void Say(string line, ReplyStatus status = ReplyStatus.Ok) => _state.Note(new TalkLine(line), status);
}
