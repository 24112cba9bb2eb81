using System.Runtime.CompilerServices;
using Azure;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>
/// Looks at everything that an export needs, and says what to do about what is missing. It writes nothing, except the contract's field when that is asked for,
/// and stops before it could lock an API user: one sign-in that is refused ends the checks of that API.
/// </summary>
public sealed class SetupDoctor
{
    private readonly IStartupValidator validator;
    private readonly IReadOnlyList<DoctorPart> parts;

    internal SetupDoctor(IStartupValidator validator, IReadOnlyList<DoctorPart> parts) => (this.validator, this.parts) = (validator, parts);

    /// <summary>Whether an export would run after these findings.</summary>
    public static bool WouldExport(IEnumerable<Finding> findings) => findings.All(finding => finding.State is FindingState.Good or FindingState.Warning);

    /// <summary>Looks, and tells each finding as it comes.</summary>
    /// <param name="createField">Whether the contract's user-defined field is created when it is missing.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public async IAsyncEnumerable<Finding> LookAsync(bool createField, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sections = SettingsFaults.Find(validator);
        var wrong = sections.Select(section => section.OptionsType).ToHashSet();
        var faults = sections.SelectMany(section => section.Failures).Distinct(StringComparer.Ordinal).ToList();
        foreach (var fault in faults)
            yield return Finding.Bad("Settings", fault, "Set it in local.settings.json or, in Azure, among the app's settings.");
        if (faults.Count == 0)
            yield return Finding.Good("Settings", "All settings are there and have the right form.");

        foreach (var part in parts)
        {
            if (part.Needs.Any(wrong.Contains))
            {
                yield return Finding.NotChecked(part.Name, "Its settings are not right yet.");
                continue;
            }

            await foreach (var finding in LookAsync(part, createField, cancellation))
                yield return finding;
        }
    }

    private static async IAsyncEnumerable<Finding> LookAsync(DoctorPart part, bool createField, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var findings = part.Look(createField, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            Finding? failed = null;
            try
            {
                if (!await findings.MoveNextAsync())
                    yield break;
            }
            catch (MustFixException mend)
            {
                failed = Finding.Bad(part.Name, mend.Message, "Put right what is named, and look again.");
            }
            catch (TryLaterException later)
            {
                failed = Finding.Bad(part.Name, later.Message, "Look again in some minutes; if it stays so, check the address and the network.");
            }

            catch (Exception storage) when (storage is RequestFailedException or AggregateException { InnerException: RequestFailedException })
            {
                // The sign-in stop is kept there, and without it a user could be locked.
                failed = Finding.NotChecked(part.Name, "It needs the storage account, which cannot be used.");
            }

            yield return failed ?? findings.Current;
            if (failed is not null)
                yield break;
        }
    }
}

/// <summary>A part of the doctor's checks.</summary>
/// <param name="Name">What it looks at.</param>
/// <param name="Needs">The sections of the settings that it needs.</param>
/// <param name="Look">Looks; makes what it needs only then.</param>
internal sealed record DoctorPart(string Name, IReadOnlyList<Type> Needs, Func<bool, CancellationToken, IAsyncEnumerable<Finding>> Look);
