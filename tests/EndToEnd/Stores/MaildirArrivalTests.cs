using Restante.Server.Stores.Maildir;

namespace Restante.EndToEnd.Stores;

/// <summary>When a message arrived, for EXPIRE: by its name and by its file, and the later of the two counts.</summary>
public sealed class MaildirArrivalTests : IDisposable
{
    private readonly TempMaildir _mail = new();

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public void Dispose() => _mail.Dispose();

    [Theory]
    [InlineData(40, 40, true)]
    [InlineData(40, 1, false)] // copied here, or restored: it came yesterday
    [InlineData(1, 40, false)] // delivered with the time of its sender
    [InlineData(1, 1, false)]
    public async Task The_later_time_counts(int daysByName, int daysByFile, bool arrivedBefore)
    {
        Put($"new/{Now.AddDays(-daysByName).ToUnixTimeSeconds()}.M1P2.host", daysByFile);

        Assert.Equal(arrivedBefore, await ArrivedBeforeAsync(30) == 1);
    }

    [Fact]
    public async Task A_name_without_a_time_leaves_the_files()
    {
        Put("cur/message-one:2,S", 40);
        Put("cur/message-two:2,S", 1);

        Assert.Equal(1, await ArrivedBeforeAsync(30));
    }

    [Fact]
    public async Task A_message_that_is_gone_has_not_arrived()
    {
        Put("new/1000000000.M1P2.host", 40);
        await using var maildrop = await _mail.OpenAsync();
        File.Delete(_mail["new/1000000000.M1P2.host"]);

        Assert.Empty(maildrop.ArrivedBefore(Now));
    }

    private void Put(string path, int daysAgo)
    {
        _mail.Put(path, "Subject: old\n\n");
        File.SetLastWriteTimeUtc(_mail[path], Now.AddDays(-daysAgo).UtcDateTime);
    }

    private async Task<int> ArrivedBeforeAsync(int daysAgo)
    {
        await using var maildrop = await _mail.OpenAsync();
        return maildrop.ArrivedBefore(Now.AddDays(-daysAgo)).Count;
    }
}
