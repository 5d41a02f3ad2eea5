namespace Restante.Fuzz.Maildirs;

/// <summary>
/// A Maildir that other programs use and that suffers damage, with sessions between: each message that is there is
/// listed once, with its octets, under the unique-id it has always had; and no unique-id is ever a second message's.
/// An input is a row of steps of two octets: what, and with which of them.
/// </summary>
internal sealed class MaildirTarget : FuzzTarget
{
    public override string Name => "maildir";

    public override bool OnDisk => true;

    public override int InputsInTests => 600;

    public override byte[] Make(Random random)
    {
        var input = new byte[2 * random.Next(1, 30)];
        random.NextBytes(input);
        return input;
    }

    public override void Check(byte[] input) => CheckAsync(input).GetAwaiter().GetResult();

    private static async Task CheckAsync(byte[] input)
    {
        using var folder = new TempFolder();
        var history = new MaildirHistory(folder);
        await history.ListAsync();
        for (var at = 0; at + 1 < input.Length; at += 2)
        {
            int choice = input[at + 1];
            switch (input[at] % 14)
            {
                case 0 or 1:
                    await history.DeliverAsync();
                    break;
                case 2:
                    history.Strangers.Put("new", choice);
                    break;
                case 3:
                    history.Strangers.Put("cur", choice);
                    break;
                case 4 or 5:
                    history.Strangers.Move(choice);
                    break;
                case 6:
                    history.Strangers.Remove(choice);
                    break;
                case 7 or 8:
                    history.Damage.Index(choice);
                    break;
                case 9:
                    history.Damage.Lock(choice);
                    break;
                case 10:
                    history.Strangers.LeaveLitter(choice);
                    break;
                case 11:
                    await history.RemoveAsync(choice);
                    break;
                default:
                    await history.ListAsync();
                    break;
            }
        }

        await history.ListAsync();
    }
}
