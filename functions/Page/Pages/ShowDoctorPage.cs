using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of what the doctor finds.</summary>
public sealed class ShowDoctorPage(PageFrame frame, SetupDoctor doctor)
{
    /// <summary><c>GET /doctor</c>.</summary>
    [Function(nameof(ShowDoctorPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "doctor")] HttpRequest request, CancellationToken cancellation) => frame.ShowAsync<DoctorPage>(
        request,
        async () =>
        {
            var findings = new List<Finding>();
            await foreach (var finding in doctor.LookAsync(createField: false, cancellation))
                findings.Add(finding);
            return new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(DoctorPage.Findings)] = findings };
        },
        cancellation);
}
